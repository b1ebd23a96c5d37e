package io.bergwerk.server.token;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.IdSource;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TokenType;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Makes, shows, changes and revokes tokens.
public final class TokenService {
    public static final Duration CONSOLE_LIFE = Duration.ofHours(8);
    /// A rotated token goes on for so long unless its owner says otherwise.
    static final Duration DEFAULT_OVERLAP = Duration.ofHours(1);

    private static final int MAX_LISTED = 50_000;
    static final int MAX_API_TOKENS = 500;
    /// A user who signs in more often within eight hours loses the oldest sign-in.
    static final int MAX_CONSOLE_TOKENS = 100;

    private static final String GET = "/api.v1.TokenService/Get";
    private static final String REVOKE = "/api.v1.TokenService/Revoke";

    private final Database database;
    private final TokenStore tokens;
    private final Jwts jwts;
    private final AccessChanges changes;
    private final GrantRules rules;
    private final String issuer;
    private final InstantSource clock;
    private final IdSource ids;

    /// @param issuer the API's base URL as clients reach it, without a slash at the end
    TokenService(
            Database database,
            TokenStore tokens,
            Jwts jwts,
            AccessChanges changes,
            MethodTable methods,
            String issuer,
            InstantSource clock,
            IdSource ids) {
        this.database = database;
        this.tokens = tokens;
        this.jwts = jwts;
        this.changes = changes;
        this.rules = new GrantRules(methods);
        this.issuer = issuer;
        this.clock = clock;
        this.ids = ids;
    }

    /// Makes an API token for the caller.
    ///
    /// @throws ApiException `PERMISSION_DENIED` if it would get more than the caller has; `RESOURCE_EXHAUSTED`
    ///     if they have too many
    public IssuedToken create(SelfAccess access, NewToken wanted) {
        rules.requireWithin(access.rights(), wanted.grants());
        return issue(access.user(), TokenType.API, wanted, false);
    }

    /// @throws ApiException `NOT_FOUND` unless it is the caller's own
    public Token get(SelfAccess access, UUID id) {
        requireReach(access, id, GET);
        return database.withHandle(tx -> tokens.find(tx, id))
                .filter(token -> token.user().equals(access.user()) && !token.endedAt(clock.instant()))
                .orElseThrow(() -> noSuchToken(id));
    }

    /// The caller's tokens that have not ended, newest first.
    public List<Token> list(SelfAccess access) {
        var most = MAX_API_TOKENS + MAX_CONSOLE_TOKENS;
        return database.withHandle(tx -> tokens.list(tx, access.user(), clock.instant(), most));
    }

    /// Tokens of one user, or of all, that have not ended; newest first, and as many as one answer may hold.
    public List<Token> list(AdminAccess access, Optional<UserLogin> user) {
        return database.withHandle(tx -> tokens.list(tx, user, clock.instant(), MAX_LISTED));
    }

    /// Ends a token of any user at once.
    ///
    /// @throws ApiException `NOT_FOUND` unless it is that user's
    public void revoke(AdminAccess access, UserLogin user, UUID id) {
        if (!revoke(user, id)) {
            throw ApiException.notFound("token %s: no such token of %s".formatted(id, user));
        }
    }

    /// Changes an API token of the caller; when it ends stays as it is.
    ///
    /// @throws ApiException as [#create]; `NOT_FOUND` unless it is the caller's own; `FAILED_PRECONDITION` for
    ///     a console token
    public Token update(SelfAccess access, UUID id, TokenChange change) {
        rules.requireWithin(access.rights(), change.given());
        var changed = database.inTransaction(tx -> {
            var token = requireApiToken(
                    id, tokens.findOwnForUpdate(tx, access.user(), id), "has no rights of its own to change");
            var updated = change.applyTo(token);
            tokens.updateRights(tx, updated);
            return updated;
        });
        changes.tokenChanged(id);
        return changed;
    }

    /// Makes an API token with the rights and the length of life of one of the caller's. The old one ends after
    /// the overlap, and never later than it would have.
    ///
    /// @throws ApiException as [#update]
    public Rotation rotate(SelfAccess access, UUID id, Duration overlap) {
        var seen = rotatable(
                id,
                database.withHandle(tx -> tokens.find(tx, id))
                        .filter(token -> token.user().equals(access.user())));
        var young = young(
                access.user(), TokenType.API, new NewToken(seen.description(), seen.grants(), seen.life()), false);
        var secret = jwts.sign(young); // may have to make a key first, so not within the transaction
        var rotation = database.inTransaction(tx -> {
            tokens.lockTokensOf(tx, access.user());
            var old = rotatable(id, tokens.findOwnForUpdate(tx, access.user(), id));
            rules.requireWithin(access.rights(), old.grants());
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
            var end = now.plus(overlap).isBefore(old.expiresAt()) ? now.plus(overlap) : old.expiresAt();
            tokens.endEarlier(tx, id, end);
            var made = young.with(old.description(), old.grants());
            add(tx, made, now);
            return new Rotation(new IssuedToken(made, secret), end);
        });
        changes.tokenChanged(id);
        return rotation;
    }

    private Token rotatable(UUID id, Optional<Token> own) {
        return requireApiToken(id, own, "cannot be rotated: sign in again instead");
    }

    /// Ends a token of the caller at once, the one in use too.
    ///
    /// @throws ApiException `NOT_FOUND` unless it is the caller's own
    public void revoke(SelfAccess access, UUID id) {
        requireReach(access, id, REVOKE);
        if (!revoke(access.user(), id)) {
            throw noSuchToken(id);
        }
    }

    /// Ends all sign-ins of the caller, on every server within a second; answers how many.
    public int endSignIns(SelfAccess access) {
        return endSignIns(access.user());
    }

    /// Ends all sign-ins of a user by the server's own hand, on every server within a second; answers how many.
    public int endSignIns(UserLogin user) {
        var ended = database.inTransaction(tx -> tokens.deleteConsoleTokens(tx, user));
        changes.userChanged(user);
        return ended;
    }

    /// Makes the token of somebody who has just proven who they are.
    public IssuedToken signIn(UserLogin user) {
        return issue(user, TokenType.CONSOLE, new NewToken("console", Grants.NONE, CONSOLE_LIFE), false);
    }

    /// Makes an API token by the server's own hand, whoever may ask for it or not.
    public IssuedToken issueForServer(UserLogin user, NewToken wanted) {
        return issue(user, TokenType.API, wanted, true);
    }

    /// For features that hold a token themselves.
    public Optional<Token> find(UUID id) {
        return database.withHandle(tx -> tokens.find(tx, id));
    }

    /// Ends a token that the server made itself; false if there is none.
    public boolean revoke(UserLogin user, UUID id) {
        var revoked = database.inTransaction(tx -> tokens.delete(tx, user, id));
        changes.tokenChanged(id);
        return revoked;
    }

    private IssuedToken issue(UserLogin user, TokenType type, NewToken wanted, boolean serverMade) {
        var token = young(user, type, wanted, serverMade);
        var secret = jwts.sign(token);
        database.useTransaction(tx -> {
            tokens.lockTokensOf(tx, user);
            add(tx, token, token.issuedAt());
        });
        return new IssuedToken(token, secret);
    }

    private Token young(UserLogin user, TokenType type, NewToken wanted, boolean serverMade) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS); // as the claims hold it
        var end = now.plus(wanted.lives());
        return new Token(
                ids.next(), user, type, wanted.description(), wanted.grants(), issuer, serverMade, now, end, end);
    }

    /// For whoever holds the lock of the user's tokens.
    private void add(Handle tx, Token token, Instant now) {
        tokens.prune(tx, token.user(), now, MAX_CONSOLE_TOKENS - 1);
        requireRoom(tokens.count(tx, token.user(), TokenType.API, now), token.type());
        tokens.insert(tx, token);
    }

    /// @param why a console token will not do, as the end of a sentence
    private Token requireApiToken(UUID id, Optional<Token> own, String why) {
        var token = own.filter(found -> !found.endedAt(clock.instant())).orElseThrow(() -> noSuchToken(id));
        if (token.type() == TokenType.CONSOLE) {
            throw ApiException.failedPrecondition("token %s: a console token %s".formatted(id, why));
        }
        return token;
    }

    private static void requireRoom(int apiTokens, TokenType type) {
        if (type == TokenType.API && apiTokens >= MAX_API_TOKENS) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "you have %d API tokens, which is the most: revoke some first".formatted(apiTokens));
        }
    }

    /// An API token may look at and revoke itself; more than that only if it was given so.
    private static void requireReach(SelfAccess access, UUID id, String path) {
        if (!access.caller().token().equals(id) && !access.rights().maySelfBeyondItself(path)) {
            throw ApiException.of(
                    ErrorCode.PERMISSION_DENIED, "not allowed: " + path + " on another token than the one in use");
        }
    }

    private static ApiException noSuchToken(UUID id) {
        return ApiException.notFound("token " + id + ": no such token of yours");
    }
}
