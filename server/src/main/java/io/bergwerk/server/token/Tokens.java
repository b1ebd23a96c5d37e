package io.bergwerk.server.token;

import io.bergwerk.common.IdSource;
import io.bergwerk.server.access.Authenticator;
import io.bergwerk.server.access.MembershipReader;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.store.Database;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The parts of this package, put together.
///
/// @param service makes and revokes tokens
/// @param authenticator tells whose a token is
/// @param changes is told when rights have changed, and listens to the topic [#TOPIC]
/// @param keys the signing keys
/// @param uses when tokens were last used
public record Tokens(
        TokenService service, Authenticator authenticator, AccessChanges changes, SigningKeys keys, TokenUses uses) {
    /// What other servers say of changed rights.
    public static final String TOPIC = AccessChanges.TOPIC;

    /// @param issuer the API's base URL as clients reach it, without a slash at the end
    /// @param line the number of the connection on which notifications come, if it is known to have stood
    ///     within the last second; else 0, and then every call reads the database
    public static Tokens of(
            Database database,
            MethodTable methods,
            Administrators administrators,
            String issuer,
            LongSupplier line,
            InstantSource clock,
            IdSource ids) {
        var store = new TokenStore();
        var keys = new SigningKeys(database, clock, ids);
        var jwts = new Jwts(keys, clock);
        var cache = new RightsCache();
        var changes = new AccessChanges(cache);
        return new Tokens(
                new TokenService(database, store, jwts, changes, methods, issuer, clock, ids),
                new TokenAuthenticator(
                        database, store, new MembershipReader(), administrators, jwts, cache, line, clock),
                changes,
                keys,
                new TokenUses(database, clock));
    }
}
