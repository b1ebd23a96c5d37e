package io.bergwerk.server.access;

import io.bergwerk.common.ProjectId;
import java.util.Optional;
import java.util.Set;

/// What one token may do, as it was when this was read: what it was given, within what its user takes part in.
///
/// The union of a token's permissions and roles counts, and nothing that the user may not do themselves. A
/// tenant role of a token does not reach the tenant's projects. Immutable.
public final class Rights {
    /// What is needed to work with a token at all; for the last two the token itself is the only subject.
    private static final Set<String> ALWAYS_OWN = Set.of(
            "/api.v1.MethodService/TokenScopedList",
            "/api.v1.UserService/Get",
            "/api.v1.ProjectService/List",
            "/api.v1.TenantService/List",
            "/api.v1.TokenService/Get",
            "/api.v1.TokenService/Revoke");

    private final Caller.SignedIn caller;
    private final Memberships now;
    private final Grants grants;
    private final Optional<AdminRole> administers;

    /// @param grants what an API token was given; nothing for a console token
    /// @param administers what the user may take on as an administrator, whatever this token has
    public Rights(Caller.SignedIn caller, Memberships now, Grants grants, Optional<AdminRole> administers) {
        this.caller = caller;
        this.now = now;
        this.grants = grants;
        this.administers = administers;
    }

    public Caller.SignedIn caller() {
        return caller;
    }

    /// What the user takes part in, whether the token reaches it or not.
    public Memberships now() {
        return now;
    }

    public Grants grants() {
        return grants;
    }

    /// The admin role the user may take on now, whether the token has one or not.
    public Optional<AdminRole> administers() {
        return administers;
    }

    /// The role with which the token may call a tenant method on this tenant; empty if it may not.
    public Optional<TenantRole> tenantRole(MethodRule rule, TenantLogin tenant) {
        var own = Optional.ofNullable(now.tenants().get(tenant))
                .filter(rule.tenantRoles()::contains)
                .flatMap(role -> tokenTenantRole(rule, tenant, role));
        return strongest(own, adminTenantRole().filter(rule.tenantRoles()::contains));
    }

    /// The role with which the token may call a project method on this project; empty if it may not.
    public Optional<ProjectRole> projectRole(MethodRule rule, ProjectId project) {
        var own = Optional.ofNullable(now.projects().get(project))
                .map(Memberships.Reach::role)
                .filter(rule.projectRoles()::contains)
                .flatMap(role -> tokenProjectRole(rule, project, role));
        return strongest(own, adminProjectRole().filter(rule.projectRoles()::contains));
    }

    /// What the user is in a tenant for the eyes of the present call: an administrator is no guest anywhere.
    public TenantRole seenTenantRole(TenantLogin tenant) {
        return strongest(Optional.ofNullable(now.tenants().get(tenant)), adminTenantRole())
                .orElse(TenantRole.GUEST);
    }

    public boolean maySelf(MethodRule rule) {
        return isConsole()
                || caller.adminRole().isPresent()
                || ALWAYS_OWN.contains(rule.path())
                || grants.names(rule.path());
    }

    /// Whether the token may call this self method about more than itself.
    public boolean maySelfBeyondItself(String path) {
        return isConsole() || caller.adminRole().isPresent() || grants.names(path);
    }

    public boolean mayAdminister(MethodRule rule) {
        return caller.adminRole()
                .filter(role -> role == AdminRole.EDITOR || rule.adminRoles().contains(role))
                .isPresent();
    }

    public boolean covers(TenantLogin tenant) {
        return now.tenants().containsKey(tenant)
                && (isConsole()
                        || caller.adminRole().isPresent()
                        || grants.tenantRoles().containsKey(tenant)
                        || grants.permissions().containsKey(tenant.value()));
    }

    public boolean covers(ProjectId project) {
        return now.projects().containsKey(project)
                && (isConsole()
                        || caller.adminRole().isPresent()
                        || grants.projectRoles().containsKey(project)
                        || grants.permissions().containsKey(project.toString()));
    }

    /// The strongest role on the tenant that this token can hand on; empty if it has none there.
    public Optional<TenantRole> wholeTenantRole(TenantLogin tenant) {
        var own = Optional.ofNullable(now.tenants().get(tenant));
        if (isConsole() || isAdminEditor()) {
            return own;
        }
        return own.flatMap(
                role -> Optional.ofNullable(grants.tenantRoles().get(tenant)).map(role::weaker));
    }

    /// The strongest role on the project that this token can hand on; empty if it has none there.
    public Optional<ProjectRole> wholeProjectRole(ProjectId project) {
        var own = Optional.ofNullable(now.projects().get(project)).map(Memberships.Reach::role);
        if (isConsole() || isAdminEditor()) {
            return own;
        }
        return own.flatMap(
                role -> Optional.ofNullable(grants.projectRoles().get(project)).map(role::weaker));
    }

    public boolean isConsole() {
        return caller.type() == TokenType.CONSOLE;
    }

    private Optional<TenantRole> tokenTenantRole(MethodRule rule, TenantLogin tenant, TenantRole own) {
        if (isConsole() || grants.names(tenant.value(), rule.path())) {
            return Optional.of(own);
        }
        return Optional.ofNullable(grants.tenantRoles().get(tenant))
                .map(own::weaker)
                .filter(rule.tenantRoles()::contains);
    }

    private Optional<ProjectRole> tokenProjectRole(MethodRule rule, ProjectId project, ProjectRole own) {
        if (isConsole() || grants.names(project.toString(), rule.path())) {
            return Optional.of(own);
        }
        return Optional.ofNullable(grants.projectRoles().get(project))
                .map(own::weaker)
                .filter(rule.projectRoles()::contains);
    }

    /// Roles are ordered strongest first.
    private static <R extends Comparable<? super R>> Optional<R> strongest(Optional<R> one, Optional<R> other) {
        return one.isEmpty()
                ? other
                : other.filter(role -> role.compareTo(one.get()) < 0).or(() -> one);
    }

    private boolean isAdminEditor() {
        return caller.adminRole().filter(role -> role == AdminRole.EDITOR).isPresent();
    }

    private Optional<TenantRole> adminTenantRole() {
        return caller.adminRole().map(role -> role == AdminRole.EDITOR ? TenantRole.OWNER : TenantRole.VIEWER);
    }

    private Optional<ProjectRole> adminProjectRole() {
        return caller.adminRole().map(role -> role == AdminRole.EDITOR ? ProjectRole.OWNER : ProjectRole.VIEWER);
    }
}
