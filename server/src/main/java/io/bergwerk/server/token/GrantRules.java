package io.bergwerk.server.token;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.ProjectId;
import io.bergwerk.common.Uuids;
import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.Caller;
import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.MethodRule;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.Rights;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TokenType;
import java.util.Optional;
import java.util.Set;

/// Nobody hands on more than they have: a new token stays within the token in use and within its user's own
/// rights.
final class GrantRules {
    private final MethodTable methods;

    GrantRules(MethodTable methods) {
        this.methods = methods;
    }

    /// @throws ApiException `PERMISSION_DENIED` naming the first right that is out of reach
    void requireWithin(Rights rights, Grants wanted) {
        wanted.permissions().forEach((subject, paths) -> requirePermission(rights, subject, paths));
        wanted.projectRoles().forEach((project, role) -> {
            var own = rights.wholeProjectRole(project);
            require(own.isPresent() && own.get().atLeast(role), "role " + role + " on project " + project);
        });
        wanted.tenantRoles().forEach((tenant, role) -> {
            var own = rights.wholeTenantRole(tenant);
            require(own.isPresent() && own.get().atLeast(role), "role " + role + " on tenant " + tenant);
        });
        wanted.adminRole().ifPresent(role -> requireAdminRole(rights, role));
    }

    private void requirePermission(Rights rights, String subject, Set<String> paths) {
        require(covers(rights, subject), "permissions on " + subject);
        var user = userOf(rights);
        for (var path : paths) {
            var rule = methods.find(path);
            var within = rule.isPresent() && mayCall(rights, rule.get(), subject) && mayCall(user, rule.get(), subject);
            require(within, path + " on " + subject);
        }
    }

    private static boolean mayCall(Rights rights, MethodRule rule, String subject) {
        return switch (rule.scope()) {
            case PUBLIC -> true;
            case SELF -> rights.maySelfBeyondItself(rule.path());
            case TENANT -> rights.tenantRole(rule, new TenantLogin(subject)).isPresent();
            case PROJECT ->
                rights.projectRole(rule, ProjectId.parse("subject", subject)).isPresent();
            case ADMIN -> false;
        };
    }

    private static boolean covers(Rights rights, String subject) {
        return Uuids.isUuid(subject)
                ? rights.covers(ProjectId.parse("subject", subject))
                : rights.covers(new TenantLogin(subject));
    }

    /// What the user could do with a console token, so without any admin role.
    private static Rights userOf(Rights rights) {
        var caller = rights.caller();
        var console = new Caller.SignedIn(
                caller.user(), caller.token(), TokenType.CONSOLE, Optional.empty(), caller.expiresAt());
        return new Rights(console, rights.now(), Grants.NONE, rights.administers());
    }

    private static void requireAdminRole(Rights rights, AdminRole wanted) {
        var reach = rights.isConsole() ? rights.administers() : rights.caller().adminRole();
        var user = rights.administers();
        var within = reach.isPresent()
                && reach.get().atLeast(wanted)
                && user.isPresent()
                && user.get().atLeast(wanted);
        require(within, "admin role " + wanted);
    }

    private static void require(boolean within, String what) {
        if (!within) {
            throw ApiException.of(
                    ErrorCode.PERMISSION_DENIED, "not allowed: a token can get no more than you have, and not " + what);
        }
    }
}
