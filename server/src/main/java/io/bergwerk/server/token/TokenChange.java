package io.bergwerk.server.token;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is to change about an API token; what is empty stays as it is.
///
/// @param adminRole empty to keep it; holding an empty one to take it away
public record TokenChange(
        Optional<String> description,
        Map<String, Set<String>> permissions,
        Map<ProjectId, ProjectRole> projectRoles,
        Map<TenantLogin, TenantRole> tenantRoles,
        Optional<Optional<AdminRole>> adminRole) {
    /// Only the rights that are newly given.
    Grants given() {
        return new Grants(permissions, projectRoles, tenantRoles, adminRole.flatMap(role -> role));
    }

    Token applyTo(Token token) {
        var old = token.grants();
        var grants = new Grants(
                permissions.isEmpty() ? old.permissions() : permissions,
                projectRoles.isEmpty() ? old.projectRoles() : projectRoles,
                tenantRoles.isEmpty() ? old.tenantRoles() : tenantRoles,
                adminRole.orElse(old.adminRole()));
        return token.with(description.filter(text -> !text.isEmpty()).orElse(token.description()), grants);
    }
}
