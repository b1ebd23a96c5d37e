package io.bergwerk.server.tenant;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TenantAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.invite.Invite;
import io.bergwerk.server.invite.Invites;
import io.bergwerk.server.store.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Lets people join tenants by invites.
public final class TenantInvites {
    private final Database database;
    private final TenantConfig config;
    private final Invites invites;
    private final TenantMembers members;
    private final TenantStore tenants = new TenantStore();

    public TenantInvites(Database database, TenantConfig config, Invites invites, TenantMembers members) {
        this.database = database;
        this.config = config;
        this.invites = invites;
        this.members = members;
    }

    /// An invite with what it is for.
    ///
    /// @param inviter the personal tenant of the one who invites
    public record Seen(Invite invite, Tenant target, Tenant inviter) {}

    /// @throws ApiException `RESOURCE_EXHAUSTED` if too many are pending
    public Seen create(TenantAccess access, TenantRole role) {
        return database.inTransaction(tx -> {
            if (tenants.findForChange(tx, access.tenant()).isEmpty()) {
                throw TenantService.noSuchTenant(access.tenant());
            }
            var invite =
                    invites.create(tx, access.tenant(), Optional.empty(), role, access.user(), config.invitesMax());
            return seen(tx, List.of(invite)).getFirst();
        });
    }

    /// Pending ones, oldest first.
    public List<Seen> list(TenantAccess access) {
        return database.inTransaction(
                tx -> seen(tx, invites.list(tx, access.tenant(), Optional.empty(), config.invitesMax())));
    }

    public void withdraw(TenantAccess access, String secret) {
        database.useTransaction(tx -> invites.withdraw(tx, access.tenant(), Optional.empty(), secret));
    }

    /// For whoever has the secret.
    ///
    /// @throws ApiException `NOT_FOUND` unless it is that of an invite to a tenant that holds
    public Seen get(String secret) {
        return database.inTransaction(tx -> seen(tx, List.of(invites.require(tx, secret, false))).stream()
                .findFirst()
                .orElseThrow(Invites::gone));
    }

    /// Makes the caller a member, and answers of what. The invite is spent then, else it stays.
    ///
    /// @throws ApiException `NOT_FOUND` as [#get], and if somebody else was faster; `INVALID_ARGUMENT` for
    ///     the caller's own tenant; `ALREADY_EXISTS` if they are a member
    public Tenant accept(SelfAccess access, String secret) {
        var user = access.user();
        var joined = database.inTransaction(tx -> {
            var invite = invites.require(tx, secret, false);
            var tenant = tenants.findForChange(tx, invite.tenant()).orElseThrow(Invites::gone);
            invites.spend(tx, invite);
            if (user.personalTenant().equals(tenant.login())) {
                throw ApiException.of(
                        ErrorCode.INVALID_ARGUMENT, "invite: it is to your own tenant (expected: somebody else's)");
            }
            members.join(tx, tenant.login(), user, invite.role());
            return tenant;
        });
        members.joined(user);
        return joined;
    }

    private List<Seen> seen(Handle tx, List<Invite> found) {
        var logins = found.stream()
                .flatMap(invite -> Stream.of(invite.tenant(), invite.invitedBy().personalTenant()))
                .collect(Collectors.toSet());
        var known = tenants.list(tx, logins).stream().collect(Collectors.toMap(Tenant::login, Function.identity()));
        return found.stream().flatMap(invite -> seen(invite, known).stream()).toList();
    }

    /// Empty if a tenant has gone in this moment.
    private static Optional<Seen> seen(Invite invite, Map<TenantLogin, Tenant> known) {
        var target = Optional.ofNullable(known.get(invite.tenant()));
        var inviter = Optional.ofNullable(known.get(invite.invitedBy().personalTenant()));
        return target.flatMap(one -> inviter.map(other -> new Seen(invite, one, other)));
    }
}
