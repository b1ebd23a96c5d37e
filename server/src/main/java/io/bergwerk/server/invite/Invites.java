package io.bergwerk.server.invite;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/// Gives out invites and takes them back. What can be joined makes sure itself who may do so.
public final class Invites {
    public static final Duration HOLDS_FOR = Duration.ofDays(7);

    /// Alphabet and length are what the public clients expect in a link; 191 random bits.
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";

    private static final int LENGTH = 32;
    private static final Pattern SHAPE = Pattern.compile("[0-9A-Za-z-]{" + LENGTH + "}");
    private static final int PRUNED_AT_ONCE = 100;

    private final InviteStore invites = new InviteStore();
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random a cryptographic source
    public Invites(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// Those who call this for one target take turns.
    ///
    /// @param most pending invites of one target
    /// @throws ApiException `RESOURCE_EXHAUSTED` if so many are pending
    public Invite create(
            Handle tx, TenantLogin tenant, Optional<ProjectId> project, TenantRole role, UserLogin by, int most) {
        var now = now();
        invites.prune(tx, now, PRUNED_AT_ONCE);
        if (invites.list(tx, tenant, project, now, most).size() >= most) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "%d invites are pending (expected: less than %d, which an operator can raise): withdraw some first"
                            .formatted(most, most));
        }
        var invite = new Invite(draw(), tenant, project, role, by, now, now.plus(HOLDS_FOR));
        invites.insert(tx, invite);
        return invite;
    }

    /// Pending invites to a tenant, or to one project, oldest first.
    public List<Invite> list(Handle tx, TenantLogin tenant, Optional<ProjectId> project, int most) {
        return invites.list(tx, tenant, project, now(), most);
    }

    /// @param ofProject whether it has to be to a project, or to a tenant
    /// @throws ApiException `NOT_FOUND` if it is unknown, spent or too old, of the other kind, or has another form
    public Invite require(Handle tx, String secret, boolean ofProject) {
        return Optional.of(secret)
                .filter(Invites::isSecret)
                .flatMap(given -> invites.find(tx, given, ofProject, now()))
                .orElseThrow(Invites::gone);
    }

    /// Whether it has the form of an invite's secret.
    public static boolean isSecret(String text) {
        return SHAPE.matcher(text).matches();
    }

    /// Whether it is the secret of an invite of either kind that can be accepted.
    public boolean holds(Handle tx, String secret) {
        return isSecret(secret) && invites.exists(tx, secret, now());
    }

    /// Ends an invite because somebody has joined.
    ///
    /// @throws ApiException `NOT_FOUND` if somebody else was faster
    public void spend(Handle tx, Invite invite) {
        if (!invites.delete(tx, invite)) {
            throw gone();
        }
    }

    /// An unknown one is no error, and one of another tenant or project stays.
    public void withdraw(Handle tx, TenantLogin tenant, Optional<ProjectId> project, String secret) {
        invites.delete(tx, tenant, project, secret);
    }

    /// What a wrong, spent or outdated secret is answered; never the secret itself.
    public static ApiException gone() {
        return ApiException.notFound(
                "invite: unknown, already used, or older than %d days".formatted(HOLDS_FOR.toDays()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
    }

    private String draw() {
        var secret = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return secret.toString();
    }
}
