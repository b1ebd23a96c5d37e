package io.bergwerk.server.token;

import io.bergwerk.api.Scope;
import io.bergwerk.common.ProjectId;
import io.bergwerk.common.Uuids;
import io.bergwerk.server.access.MethodRule;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.Rights;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which methods a token can call, on what.
final class ScopedMethods {
    private final MethodTable methods;

    ScopedMethods(MethodTable methods) {
        this.methods = methods;
    }

    /// The paths of all methods that the caller can call on some subject, sorted.
    List<String> callable(Optional<Rights> rights) {
        return methods.all().stream()
                .filter(rule -> rule.scope() == Scope.PUBLIC
                        || rights.filter(known -> mayCallSomewhere(known, rule)).isPresent())
                .map(MethodRule::path)
                .toList();
    }

    /// Methods by project, sorted by its uuid: the explicit permissions and what a role gives.
    Map<String, Set<String>> byProject(Rights rights) {
        var found = new TreeMap<String, Set<String>>();
        projects(rights).forEach((project, role) -> found.put(project.toString(), ofRole(role)));
        rights.grants().permissions().forEach((subject, paths) -> {
            if (Uuids.isUuid(subject) && rights.covers(ProjectId.parse("subject", subject))) {
                var project = ProjectId.parse("subject", subject);
                paths.stream()
                        .filter(path -> allowed(rights, path, project))
                        .forEach(path -> found.computeIfAbsent(subject, _ -> new TreeSet<>())
                                .add(path));
            }
        });
        return found;
    }

    /// Methods by tenant, sorted by its login.
    Map<String, Set<String>> byTenant(Rights rights) {
        var found = new TreeMap<String, Set<String>>();
        tenants(rights).forEach((tenant, role) -> found.put(tenant.value(), ofRole(role)));
        rights.grants().permissions().forEach((subject, paths) -> {
            var tenant = new TenantLogin(subject);
            if (!Uuids.isUuid(subject) && rights.covers(tenant)) {
                paths.stream()
                        .filter(path -> allowed(rights, path, tenant))
                        .forEach(path -> found.computeIfAbsent(subject, _ -> new TreeSet<>())
                                .add(path));
            }
        });
        return found;
    }

    /// The token's roles as far as they reach now; the user's own for a console token.
    Map<ProjectId, ProjectRole> projects(Rights rights) {
        var subjects = rights.isConsole()
                ? rights.now().projects().keySet()
                : rights.grants().projectRoles().keySet();
        var roles = new TreeMap<ProjectId, ProjectRole>(java.util.Comparator.comparing(ProjectId::toString));
        subjects.forEach(project -> (rights.isConsole() ? rights.wholeProjectRole(project) : granted(rights, project))
                .ifPresent(role -> roles.put(project, role)));
        return roles;
    }

    Map<TenantLogin, TenantRole> tenants(Rights rights) {
        var subjects = rights.isConsole()
                ? rights.now().tenants().keySet()
                : rights.grants().tenantRoles().keySet();
        var roles = new TreeMap<TenantLogin, TenantRole>();
        subjects.forEach(tenant -> (rights.isConsole() ? rights.wholeTenantRole(tenant) : granted(rights, tenant))
                .ifPresent(role -> roles.put(tenant, role)));
        return roles;
    }

    private static Optional<ProjectRole> granted(Rights rights, ProjectId project) {
        return Optional.ofNullable(rights.now().projects().get(project))
                .flatMap(reach -> Optional.ofNullable(
                                rights.grants().projectRoles().get(project))
                        .map(reach.role()::weaker));
    }

    private static Optional<TenantRole> granted(Rights rights, TenantLogin tenant) {
        return Optional.ofNullable(rights.now().tenants().get(tenant))
                .flatMap(role -> Optional.ofNullable(
                                rights.grants().tenantRoles().get(tenant))
                        .map(role::weaker));
    }

    private Set<String> ofRole(ProjectRole role) {
        var paths = new TreeSet<String>();
        methods.all().stream()
                .filter(rule -> rule.projectRoles().contains(role))
                .forEach(rule -> paths.add(rule.path()));
        return paths;
    }

    private Set<String> ofRole(TenantRole role) {
        var paths = new TreeSet<String>();
        methods.all().stream()
                .filter(rule -> rule.tenantRoles().contains(role))
                .forEach(rule -> paths.add(rule.path()));
        return paths;
    }

    /// Self and public methods stand beside a subject without being bound to it.
    private boolean allowed(Rights rights, String path, ProjectId project) {
        return methods.find(path)
                .filter(rule -> rule.scope() != Scope.PROJECT
                        || rights.projectRole(rule, project).isPresent())
                .isPresent();
    }

    private boolean allowed(Rights rights, String path, TenantLogin tenant) {
        return methods.find(path)
                .filter(rule -> rule.scope() != Scope.TENANT
                        || rights.tenantRole(rule, tenant).isPresent())
                .isPresent();
    }

    private static boolean mayCallSomewhere(Rights rights, MethodRule rule) {
        return switch (rule.scope()) {
            case PUBLIC -> true;
            case SELF -> rights.maySelf(rule);
            case ADMIN -> rights.mayAdminister(rule);
            case TENANT ->
                rights.tenantRole(rule, NOWHERE_TENANT).isPresent()
                        || rights.now().tenants().keySet().stream()
                                .anyMatch(tenant ->
                                        rights.tenantRole(rule, tenant).isPresent());
            case PROJECT ->
                rights.projectRole(rule, NOWHERE_PROJECT).isPresent()
                        || rights.now().projects().keySet().stream()
                                .anyMatch(project ->
                                        rights.projectRole(rule, project).isPresent());
        };
    }

    /// Subjects of nobody: who may call a method even on these may call it everywhere, as an administrator.
    private static final TenantLogin NOWHERE_TENANT = new TenantLogin("");

    private static final ProjectId NOWHERE_PROJECT = new ProjectId(new java.util.UUID(0, 0));
}
