package io.bergwerk.server.tenant;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.Page;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.store.Database;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What administrators do with tenants.
public final class TenantAdministration {
    private static final Logger log = LoggerFactory.getLogger(TenantAdministration.class);

    private final Database database;
    private final TenantMembers members;
    private final TenantStore tenants = new TenantStore();

    public TenantAdministration(Database database, TenantMembers members) {
        this.database = database;
        this.members = members;
    }

    /// In the order of their creation; without a page, as many as one answer may hold.
    public List<Tenant> list(AdminAccess access, TenantFilter filter, Optional<Page> page) {
        return database.withHandle(tx -> tenants.search(tx, filter, page));
    }

    /// Lets a tenant use what costs money, or no longer; what runs goes on. Repeating it changes nothing.
    ///
    /// @throws ApiException `NOT_FOUND` if there is no such tenant
    public Tenant admit(AdminAccess access, TenantLogin login, boolean admitted) {
        var tenant = database.inTransaction(tx -> {
            tenants.admit(tx, login, admitted);
            return tenants.find(tx, login).orElseThrow(() -> TenantService.noSuchTenant(login));
        });
        log.atInfo()
                .addKeyValue("tenant", login)
                .addKeyValue("user", access.user())
                .log(admitted ? "admitted" : "no longer admitted");
        return tenant;
    }

    /// Makes a user a member without an invite.
    ///
    /// @param member their login, or an e-mail address that no other user has
    /// @throws ApiException `NOT_FOUND` if there is no such tenant or user; `ALREADY_EXISTS` if they are a member
    public void addMember(AdminAccess access, TenantLogin login, String member, TenantRole role) {
        var user = database.inTransaction(tx -> {
            var found = tenants.user(tx, member)
                    .orElseThrow(() -> ApiException.notFound(
                            "user " + member + ": no such login, and no e-mail address that exactly one user has"));
            members.join(tx, login, found, role);
            return found;
        });
        members.joined(user);
        log.atInfo()
                .addKeyValue("tenant", login)
                .addKeyValue("member", user)
                .addKeyValue("user", access.user())
                .log("member added");
    }
}
