package io.bergwerk.e2e;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.v1.AdminRole;
import io.bergwerk.api.v1.ProjectRole;
import io.bergwerk.api.v1.TenantRole;
import java.util.Set;

/// One column of the role matrix: somebody who calls, and what the contract lets them do.
///
/// @param words for people who read the matrix
/// @param tenantRole on the matrix' tenant; unspecified for none
/// @param projectRole on the matrix' project, inherited or not; unspecified for none
/// @param named methods that the token was given one by one, each on the subject of its kind
record MatrixCaller(
        String words,
        Kind kind,
        Api api,
        TenantRole tenantRole,
        ProjectRole projectRole,
        AdminRole adminRole,
        Set<String> named) {
    enum Kind {
        NOBODY,
        /// With a token that is worth nothing any more.
        REFUSED,
        CONSOLE,
        API
    }

    /// What every token may do, as the contract lists it.
    private static final Set<String> ALWAYS = Set.of(
            "/api.v1.MethodService/TokenScopedList",
            "/api.v1.UserService/Get",
            "/api.v1.ProjectService/List",
            "/api.v1.TenantService/List",
            "/api.v1.TokenService/Get",
            "/api.v1.TokenService/Revoke");

    static MatrixCaller of(String words, Kind kind, Api api) {
        return new MatrixCaller(
                words,
                kind,
                api,
                TenantRole.TENANT_ROLE_UNSPECIFIED,
                ProjectRole.PROJECT_ROLE_UNSPECIFIED,
                AdminRole.ADMIN_ROLE_UNSPECIFIED,
                Set.of());
    }

    MatrixCaller as(TenantRole role) {
        return new MatrixCaller(words, kind, api, role, projectRole, adminRole, named);
    }

    MatrixCaller as(ProjectRole role) {
        return new MatrixCaller(words, kind, api, tenantRole, role, adminRole, named);
    }

    MatrixCaller as(AdminRole role) {
        return new MatrixCaller(words, kind, api, tenantRole, projectRole, role, named);
    }

    MatrixCaller with(String... methods) {
        return new MatrixCaller(words, kind, api, tenantRole, projectRole, adminRole, Set.of(methods));
    }

    /// Whether the contract lets this caller make the call at all.
    ///
    /// @param own whether the call is about the tenant or project in which the caller may have a role
    Verdict expected(MethodDescriptor method, boolean own) {
        var policy = MethodPolicy.of(method);
        return switch (kind) {
            case REFUSED -> Verdict.UNAUTHENTICATED;
            case NOBODY ->
                switch (policy.scope()) {
                    case PUBLIC -> Verdict.ALLOWED;
                    default -> Verdict.UNAUTHENTICATED;
                };
            case CONSOLE, API -> mayCall(policy, own) ? Verdict.ALLOWED : Verdict.DENIED;
        };
    }

    private boolean mayCall(MethodPolicy policy, boolean own) {
        if (adminRole == AdminRole.ADMIN_ROLE_EDITOR) {
            return true;
        }
        var administers = adminRole == AdminRole.ADMIN_ROLE_VIEWER;
        var granted = own && named.contains(policy.path());
        return switch (policy.scope()) {
            case PUBLIC -> true;
            case SELF ->
                kind == Kind.CONSOLE || administers || ALWAYS.contains(policy.path()) || named.contains(policy.path());
            case TENANT ->
                granted
                        || (own && policy.tenantRoles().contains(tenantRole))
                        || (administers && policy.tenantRoles().contains(TenantRole.TENANT_ROLE_VIEWER));
            case PROJECT ->
                granted
                        || (own && policy.projectRoles().contains(projectRole))
                        || (administers && policy.projectRoles().contains(ProjectRole.PROJECT_ROLE_VIEWER));
            case ADMIN -> policy.adminRoles().contains(adminRole);
        };
    }

    /// What came of a call, as far as rights go.
    enum Verdict {
        /// Whatever the method then makes of a request that lacks most of what it needs.
        ALLOWED('+'),
        /// Let through, and there is no such subject or resource.
        ABSENT('0'),
        DENIED('-'),
        UNAUTHENTICATED('?');

        private final char sign;

        Verdict(char sign) {
            this.sign = sign;
        }

        char sign() {
            return sign;
        }

        static Verdict ofCode(String code) {
            return switch (code) {
                case "unauthenticated" -> UNAUTHENTICATED;
                case "permission_denied" -> DENIED;
                case "not_found" -> ABSENT;
                default -> ALLOWED;
            };
        }

        boolean agreesWith(Verdict expected) {
            return this == expected || (this == ABSENT && expected == ALLOWED);
        }
    }
}
