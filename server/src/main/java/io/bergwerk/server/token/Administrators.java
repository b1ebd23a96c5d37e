package io.bergwerk.server.token;

import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.Memberships;
import io.bergwerk.server.access.TenantLogin;
import java.util.Optional;

/// Who administers the installation: the members of the operator's own tenant.
///
/// @param tenant the operator's tenant
public record Administrators(TenantLogin tenant) {
    /// The strongest admin role that somebody with these memberships may take on.
    Optional<AdminRole> roleOf(Memberships now) {
        return Optional.ofNullable(now.tenants().get(tenant)).flatMap(role -> switch (role) {
            case OWNER -> Optional.of(AdminRole.EDITOR);
            case EDITOR, VIEWER -> Optional.of(AdminRole.VIEWER);
            case GUEST -> Optional.empty();
        });
    }
}
