package io.bergwerk.server.token;

import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.Authenticator;
import io.bergwerk.server.access.Caller;
import io.bergwerk.server.access.MembershipReader;
import io.bergwerk.server.access.Memberships;
import io.bergwerk.server.access.Rights;
import io.bergwerk.server.store.Database;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Tells whose a token is: from memory where that is known to be true still, else by signature and database.
final class TokenAuthenticator implements Authenticator {
    /// No line stands: nothing in memory may be believed.
    static final long NO_LINE = 0;

    private final Database database;
    private final TokenStore tokens;
    private final MembershipReader memberships;
    private final Administrators administrators;
    private final Jwts jwts;
    private final RightsCache cache;
    private final LongSupplier line;
    private final InstantSource clock;

    /// @param line the number of the line on which changes are told, if it is known to have stood within the
    ///     last second; else 0
    TokenAuthenticator(
            Database database,
            TokenStore tokens,
            MembershipReader memberships,
            Administrators administrators,
            Jwts jwts,
            RightsCache cache,
            LongSupplier line,
            InstantSource clock) {
        this.database = database;
        this.tokens = tokens;
        this.memberships = memberships;
        this.administrators = administrators;
        this.jwts = jwts;
        this.cache = cache;
        this.line = line;
        this.clock = clock;
    }

    @Override
    public Rights authenticate(String token) {
        var hash = TokenHash.of(token);
        var standing = line.getAsLong();
        var known = standing == NO_LINE ? Optional.<Rights>empty() : cache.find(hash, standing);
        if (known.isPresent()) {
            Jwts.requireNotEnded(clock.instant(), known.get().caller().expiresAt());
            return known.get();
        }
        var changes = cache.changes();
        var rights = verify(token);
        if (standing != NO_LINE) {
            cache.keep(hash, rights, standing, changes);
        }
        return rights;
    }

    @Override
    public Optional<Rights> again(Caller.SignedIn caller) {
        return find(caller.token())
                .filter(read -> !read.token().endedAt(clock.instant()))
                .map(this::rights);
    }

    private Rights verify(String text) {
        var claims = jwts.verify(text);
        var read = find(claims.id()).orElseThrow(() -> Jwts.refused("the token was revoked"));
        var token = read.token();
        if (!token.issuer().equals(claims.issuer()) || !token.user().equals(claims.user())) {
            throw Jwts.refused("the token is no token of ours");
        }
        Jwts.requireNotEnded(clock.instant(), token.expiresAt()); // a rotated one ends before the time it names
        return rights(read);
    }

    private record Read(Token token, Memberships now) {}

    private Optional<Read> find(UUID id) {
        return database.withHandle(tx ->
                tokens.find(tx, id).map(token -> new Read(token, memberships.load(tx, token.user()))));
    }

    private Rights rights(Read read) {
        var token = read.token();
        var administers = administrators.roleOf(read.now());
        var adminRole = token.grants().adminRole().flatMap(role -> effective(role, token.serverMade(), administers));
        var caller = new Caller.SignedIn(token.user(), token.id(), token.type(), adminRole, token.expiresAt());
        return new Rights(caller, read.now(), token.grants(), administers);
    }

    private static Optional<AdminRole> effective(AdminRole role, boolean serverMade, Optional<AdminRole> administers) {
        return serverMade ? Optional.of(role) : administers.map(role::weaker);
    }
}
