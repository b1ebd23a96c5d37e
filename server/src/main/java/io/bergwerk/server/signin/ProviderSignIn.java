package io.bergwerk.server.signin;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.user.SignUps;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Signs people in by providers: sends their browsers away, and knows them again when they come back.
public final class ProviderSignIn {
    static final Duration HOLDS_FOR = Duration.ofMinutes(10);
    private static final int PRUNED_AT_ONCE = 100;
    private static final int MAX_CODE = 4096;

    private final Database database;
    private final SignInProviders providers;
    private final SignUps users;
    private final URI base;
    private final InstantSource clock;
    private final SecureRandom random;
    private final SignInAttemptStore attempts = new SignInAttemptStore();

    /// @param base address of the API, to which providers send browsers back
    public ProviderSignIn(
            Database database,
            SignInProviders providers,
            SignUps users,
            URI base,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.providers = providers;
        this.users = users;
        this.base = base;
        this.clock = clock;
        this.random = random;
    }

    public SignInProviders providers() {
        return providers;
    }

    BrowserCookie cookie() {
        return BrowserCookie.of(base);
    }

    SecureRandom random() {
        return random;
    }

    /// Where to send the browser. Blocks.
    ///
    /// @param browser secret of its cookie
    /// @param redirect where to go in the end, checked already; empty for the console
    /// @param invite secret with which somebody unknown may come in; may be empty
    /// @throws SignInException if the provider does not answer
    URI begin(SignInProvider provider, String browser, String redirect, String invite) throws SignInException {
        var attempt = SignInAttempt.begin(provider.name(), browser, redirect, invite, random);
        var address = provider.authorization(attempt, callback(provider));
        var now = clock.instant();
        database.useTransaction(tx -> {
            attempts.prune(tx, now, PRUNED_AT_ONCE);
            attempts.insert(tx, attempt, now.plus(HOLDS_FOR));
        });
        return address;
    }

    /// The attempt of a browser that came back; spent after this. Empty if it is none of this browser's.
    Optional<SignInAttempt> spend(SignInProvider provider, String state, String browser) {
        if (!SignInAttempt.isSecret(state) || browser.isEmpty()) {
            return Optional.empty();
        }
        return database.inTransaction(tx -> attempts.spend(tx, provider.name(), state, browser, clock.instant()));
    }

    /// Who came back. Blocks.
    ///
    /// @param issuer the `iss` that came with the code, if any
    /// @throws SignInException if the provider does not say so, or the person may not come in
    UserLogin complete(SignInProvider provider, SignInAttempt attempt, String code, Optional<String> issuer)
            throws SignInException {
        if (code.isEmpty() || code.length() > MAX_CODE) {
            throw new SignInException("Your provider did not confirm who you are. Try again.");
        }
        var identity = provider.identify(attempt, callback(provider), code, issuer);
        try {
            return users.signIn(identity, attempt.invite());
        } catch (ApiException e) {
            throw new SignInException(e.publicMessage(), e);
        }
    }

    private URI callback(SignInProvider provider) {
        return base.resolve("/auth/" + provider.name() + "/callback");
    }
}
