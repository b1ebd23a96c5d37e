package io.bergwerk.server.user;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.invite.Invites;
import io.bergwerk.server.project.ProjectService;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.tenant.Tenant;
import io.bergwerk.server.tenant.TenantService;
import io.bergwerk.server.token.TokenService;
import io.bergwerk.server.user.IdentityStore.Known;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows people again whom somebody else vouches for, and makes users of those who were never here.
public final class SignUps {
    private static final Logger log = LoggerFactory.getLogger(SignUps.class);
    private static final int MAX_NAME = 39; // as at GitHub
    private static final int MAX_DRAWS = 10;

    private final Database database;
    private final SignUp policy;
    private final Invites invites;
    private final TenantService tenants;
    private final ProjectService projects;
    private final TokenService tokens;
    private final InstantSource clock;
    private final IdentityStore identities = new IdentityStore();

    public SignUps(
            Database database,
            SignUp policy,
            Invites invites,
            TenantService tenants,
            ProjectService projects,
            TokenService tokens,
            InstantSource clock) {
        this.database = database;
        this.policy = policy;
        this.invites = invites;
        this.tenants = tenants;
        this.projects = projects;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// The user whom that person is here. All of a new one is made at once: the user, their tenant, their default
    /// project.
    ///
    /// @param invite secret of one that holds, if there is one; it is not spent by this
    /// @throws ApiException `PERMISSION_DENIED` if the person is not known and may not come in, or came in for the
    ///     domain of an address that they have no more; their other sign-ins are over then
    public UserLogin signIn(Identity identity, String invite) {
        var entry = database.inTransaction(tx -> {
            identities.takeTurns(tx, identity);
            var now = clock.instant();
            var known = identities.find(tx, identity);
            if (known.isPresent()) {
                return enter(tx, identity, known.get(), now);
            }
            if (!policy.admits(identity, invites.holds(tx, invite))) {
                throw ApiException.of(ErrorCode.PERMISSION_DENIED, refusal());
            }
            return new Entry(create(tx, identity, now), true);
        });
        if (!entry.admitted()) {
            tokens.endSignIns(entry.user());
            throw ApiException.of(
                    ErrorCode.PERMISSION_DENIED,
                    "Your provider no longer confirms an e-mail address of an organisation that is let in.");
        }
        return entry.user();
    }

    private record Entry(UserLogin user, boolean admitted) {}

    private Entry enter(Handle tx, Identity identity, Known known, Instant now) {
        if (!policy.keeps(identity, known.byDomain())) {
            return new Entry(known.user(), false);
        }
        var byDomain = known.byDomain() || policy.admitsForDomain(identity);
        identities.signedIn(tx, identity, new Known(known.user(), byDomain), now);
        tenants.refresh(tx, known.user(), identity.email(), identity.avatarUrl(), now);
        return new Entry(known.user(), true);
    }

    private UserLogin create(Handle tx, Identity identity, Instant now) {
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            var user = new UserLogin(name(identity, draw) + "@" + identity.provider());
            var tenant = Tenant.personal(
                            user.personalTenant(),
                            displayName(identity, user),
                            identity.email().orElse(""),
                            identity.kind(),
                            tenants.admitsAll(),
                            now)
                    .withAvatar(identity.avatarUrl());
            if (tenants.ensurePersonal(tx, tenant, now)) {
                identities.insert(tx, identity, new Known(user, policy.admitsForDomain(identity)), now);
                projects.ensureDefault(tx, user, now);
                log.atInfo().addKeyValue("user", user).log("user created");
                return user;
            }
        }
        throw new IllegalStateException("no login for a new user in " + MAX_DRAWS + " draws");
    }

    /// The person's own name, unless somebody else has it here: names can be given up and taken elsewhere, logins
    /// cannot.
    private static String name(Identity identity, int draw) {
        var wanted = identity.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        var begun = wanted.replaceAll("^[._-]+", "");
        var name = begun.substring(0, Math.min(begun.length(), MAX_NAME)).replaceAll("[._-]+$", "");
        if (name.length() >= 2 && draw == 0) {
            return name;
        }
        return (name.isEmpty() ? "user" : name) + "-" + suffix(identity, draw);
    }

    private static String suffix(Identity identity, int draw) {
        var sum = new CRC32();
        sum.update((identity.issuer() + " " + identity.subject() + " " + draw).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private static String displayName(Identity identity, UserLogin user) {
        return identity.displayName().length() < 2 ? user.value() : identity.displayName();
    }

    private String refusal() {
        return switch (policy.by()) {
            case OPEN -> throw new IllegalStateException("everybody is let in");
            case INVITE -> "You are not known here, and only people with an invite are let in. Ask for one.";
            case DOMAIN ->
                "You are not known here, and your provider confirms no e-mail address of an organisation that is let in.";
        };
    }
}
