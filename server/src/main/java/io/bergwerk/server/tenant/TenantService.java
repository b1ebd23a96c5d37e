package io.bergwerk.server.tenant;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.IdSource;
import io.bergwerk.server.access.RightsChanges;
import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TenantAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tenants, for those who take part in them.
public final class TenantService {
    private static final Logger log = LoggerFactory.getLogger(TenantService.class);

    /// With 48 random bits, ten conflicts in a row mean that something else is wrong.
    private static final int MAX_DRAWS = 10;

    private static final int MAX_NAMED = 5;

    private final Database database;
    private final TenantConfig config;
    private final RightsChanges changes;
    private final InstantSource clock;
    private final IdSource ids;
    private final TenantStore tenants = new TenantStore();
    private final TenantMemberStore members = new TenantMemberStore();

    public TenantService(
            Database database, TenantConfig config, RightsChanges changes, InstantSource clock, IdSource ids) {
        this.database = database;
        this.config = config;
        this.changes = changes;
        this.clock = clock;
        this.ids = ids;
    }

    /// A tenant with those who take part in it, by login.
    ///
    /// @param members empty for a guest, who may not know them
    public record Seen(Tenant tenant, List<TenantMember> members) {}

    /// @throws ApiException `NOT_FOUND` if it has just been deleted
    public Seen get(TenantAccess access) {
        return database.inTransaction(tx -> {
            var tenant = tenants.find(tx, access.tenant()).orElseThrow(() -> noSuchTenant(access.tenant()));
            var members =
                    access.role() == TenantRole.GUEST ? List.<TenantMember>of() : tenants.members(tx, access.tenant());
            return new Seen(tenant, members);
        });
    }

    /// The tenants that the caller takes part in and their token covers, by name.
    ///
    /// @param login only this one, if given
    /// @param name only those of exactly this name, if given
    public List<Tenant> list(SelfAccess access, Optional<TenantLogin> login, Optional<String> name) {
        var rights = access.rights();
        var reached = rights.now().tenants().keySet().stream()
                .filter(rights::covers)
                .filter(tenant -> login.isEmpty() || login.get().equals(tenant))
                .toList();
        return load(reached).stream()
                .filter(tenant -> name.isEmpty() || name.get().equals(tenant.name()))
                .toList();
    }

    /// Those of these tenants that exist, by name. For features that have found out themselves who may see
    /// them.
    public List<Tenant> load(Collection<TenantLogin> logins) {
        return logins.isEmpty() ? List.of() : database.withHandle(tx -> tenants.list(tx, logins));
    }

    /// Makes an organisation with the caller as its owner.
    ///
    /// @throws ApiException `FAILED_PRECONDITION` if there is no e-mail address; `RESOURCE_EXHAUSTED` if
    ///     the caller has made as many as they may
    public Tenant create(SelfAccess access, NewTenant wanted) {
        var user = access.user();
        var made = database.inTransaction(tx -> {
            var self = tenants.findForChange(tx, user.personalTenant())
                    .orElseThrow(() -> noSuchTenant(user.personalTenant()));
            var email = wanted.email().orElse(self.email());
            if (email.isEmpty()) {
                throw ApiException.failedPrecondition("email: you have none that could be taken; give one");
            }
            if (tenants.countMadeBy(tx, user) >= config.perUserMax()) {
                throw ApiException.of(
                        ErrorCode.RESOURCE_EXHAUSTED,
                        "you have made %d organisations, which is the most an operator has allowed"
                                .formatted(config.perUserMax()));
            }
            return insert(tx, wanted, email, user);
        });
        changes.userChanged(user);
        return made;
    }

    private Tenant insert(Handle tx, NewTenant wanted, String email, UserLogin user) {
        var now = clock.instant();
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            var login = new TenantLogin(
                    "org-" + ids.nextRandom().toString().replace("-", "").substring(0, 12));
            var tenant = Tenant.organisation(login, wanted, email, user, config.admitsAll(), now);
            if (tenants.insertIfAbsent(tx, tenant)) {
                members.insertIfAbsent(tx, login, user, TenantRole.OWNER, now);
                return tenants.find(tx, login).orElseThrow();
            }
        }
        throw new IllegalStateException("no login for an organisation in " + MAX_DRAWS + " draws");
    }

    /// @throws ApiException `NOT_FOUND` if it has just been deleted
    public Tenant update(TenantAccess access, TenantChange change) {
        return database.inTransaction(tx -> update(tx, access.tenant(), change));
    }

    private Tenant update(Handle tx, TenantLogin login, TenantChange change) {
        var tenant = tenants.findForChange(tx, login).orElseThrow(() -> noSuchTenant(login));
        tenants.update(tx, change.applyTo(tenant, clock.instant()));
        return tenants.find(tx, login).orElseThrow();
    }

    /// Removes an organisation that has no projects any more, and answers it.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for a personal tenant; `FAILED_PRECONDITION` naming the
    ///     projects left
    public Tenant delete(TenantAccess access) {
        var login = access.tenant();
        var deleted = database.inTransaction(tx -> {
            var tenant = tenants.findForChange(tx, login).orElseThrow(() -> noSuchTenant(login));
            if (tenant.personal()) {
                throw ApiException.invalid("login", login.value(), "an organisation; a person's own tenant stays");
            }
            requireNoProjects(tx, login);
            tenants.delete(tx, login);
            return tenant;
        });
        changes.tenantChanged(login);
        return deleted;
    }

    private void requireNoProjects(Handle tx, TenantLogin login) {
        var left = tenants.projects(tx, login, MAX_NAMED + 1);
        if (!left.isEmpty()) {
            var named = String.join(", ", left.subList(0, Math.min(left.size(), MAX_NAMED)));
            throw ApiException.failedPrecondition("tenant %s: it has projects: %s%s; delete them first"
                    .formatted(login, named, left.size() > MAX_NAMED ? " and more" : ""));
        }
    }

    /// Asks the operator to let the tenant use what costs money.
    ///
    /// @throws ApiException `FAILED_PRECONDITION` if it may already
    public void requestAdmission(TenantAccess access, AdmissionRequest request) {
        var login = access.tenant();
        database.useTransaction(tx -> {
            var change = new TenantChange(
                    Optional.of(request.name()).filter(name -> !name.isEmpty()),
                    Optional.of(request.email()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true);
            if (update(tx, login, change).admitted()) {
                throw ApiException.failedPrecondition("tenant %s: admitted already".formatted(login));
            }
            tenants.requestAdmission(tx, login, request.emailConsent(), clock.instant());
        });
        log.atInfo().addKeyValue("tenant", login).log("asks for admission");
    }

    /// Makes a user's personal tenant with the user as its owner, unless it is there; false if it was.
    public boolean ensurePersonal(Handle tx, Tenant tenant, Instant now) {
        var created = tenants.insertIfAbsent(tx, tenant);
        if (created) {
            var user = new UserLogin(tenant.login().value());
            members.insertIfAbsent(tx, tenant.login(), user, TenantRole.OWNER, now);
        }
        return created;
    }

    /// Whether new tenants may use what costs money at once.
    public boolean admitsAll() {
        return config.admitsAll();
    }

    /// Keeps what a user's provider says of them up to date.
    ///
    /// @param email empty to keep the one of before
    public void refresh(Handle tx, UserLogin user, Optional<String> email, String avatarUrl, Instant now) {
        var change = new TenantChange(
                Optional.empty(),
                email,
                Optional.empty(),
                Optional.of(avatarUrl).filter(url -> !url.isEmpty()),
                Optional.empty(),
                false);
        tenants.findForChange(tx, user.personalTenant())
                .filter(tenant -> !change.applyTo(tenant, tenant.updatedAt()).equals(tenant))
                .ifPresent(tenant -> tenants.update(tx, change.applyTo(tenant, now)));
    }

    static ApiException noSuchTenant(TenantLogin login) {
        return ApiException.notFound("tenant " + login + ": no such tenant");
    }
}
