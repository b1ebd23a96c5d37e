package io.bergwerk.server.tenant;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.access.RightsChanges;
import io.bergwerk.server.access.TenantAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Database;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/// Changes who takes part in a tenant. Whatever happens, it has an owner, and a personal one has its user
/// as such.
public final class TenantMembers {
    private final Database database;
    private final TenantConfig config;
    private final RightsChanges changes;
    private final InstantSource clock;
    private final TenantStore tenants = new TenantStore();
    private final TenantMemberStore members = new TenantMemberStore();

    public TenantMembers(Database database, TenantConfig config, RightsChanges changes, InstantSource clock) {
        this.database = database;
        this.config = config;
        this.changes = changes;
        this.clock = clock;
    }

    /// Gives a member another role.
    ///
    /// @throws ApiException `NOT_FOUND` if the user is no member; `FAILED_PRECONDITION` if the tenant would
    ///     be without an owner, or is the user's own
    public TenantMember update(TenantAccess access, UserLogin user, TenantRole role) {
        var tenant = access.tenant();
        var changed = database.inTransaction(tx -> {
            takeTurns(tx, tenant);
            if (!members.updateRole(tx, tenant, user, role)) {
                throw noMember(tenant, user);
            }
            requireOthersTenant(tenant, user);
            requireOwner(tx, tenant, user);
            return tenants.member(tx, tenant, user).orElseThrow();
        });
        changes.userChanged(user);
        return changed;
    }

    /// Ends a membership; memberships in the tenant's projects stay.
    ///
    /// @throws ApiException as [#update]
    public void remove(TenantAccess access, UserLogin user) {
        var tenant = access.tenant();
        database.useTransaction(tx -> {
            takeTurns(tx, tenant);
            if (!members.delete(tx, tenant, user)) {
                throw noMember(tenant, user);
            }
            requireOthersTenant(tenant, user);
            requireOwner(tx, tenant, user);
        });
        changes.userChanged(user);
    }

    /// Makes somebody a member; those who know of it before the transaction ends say so with [#joined]
    /// after it.
    ///
    /// @throws ApiException `ALREADY_EXISTS` if the user is a member; `RESOURCE_EXHAUSTED` if the tenant is
    ///     full
    void join(Handle tx, TenantLogin tenant, UserLogin user, TenantRole role) {
        takeTurns(tx, tenant);
        if (!members.insertIfAbsent(tx, tenant, user, role, clock.instant())) {
            throw ApiException.of(
                    ErrorCode.ALREADY_EXISTS, "user %s: already a member of tenant %s".formatted(user, tenant));
        }
        if (members.count(tx, tenant) > config.membersMax()) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "tenant %s: it has %d members, which is the most an operator has allowed"
                            .formatted(tenant, config.membersMax()));
        }
    }

    void joined(UserLogin user) {
        changes.userChanged(user);
    }

    private void takeTurns(Handle tx, TenantLogin tenant) {
        if (tenants.findForChange(tx, tenant).isEmpty()) {
            throw TenantService.noSuchTenant(tenant);
        }
    }

    private static void requireOthersTenant(TenantLogin tenant, UserLogin user) {
        if (user.personalTenant().equals(tenant)) {
            throw ApiException.failedPrecondition(
                    "user %s: it is their own tenant, which they always own".formatted(user));
        }
    }

    private void requireOwner(Handle tx, TenantLogin tenant, UserLogin user) {
        if (!members.hasOwner(tx, tenant)) {
            throw ApiException.failedPrecondition(
                    "user %s: the last owner of tenant %s; make somebody else an owner first".formatted(user, tenant));
        }
    }

    private static ApiException noMember(TenantLogin tenant, UserLogin user) {
        return ApiException.notFound("user %s: no member of tenant %s".formatted(user, tenant));
    }
}
