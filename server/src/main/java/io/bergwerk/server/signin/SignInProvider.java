package io.bergwerk.server.signin;

import io.bergwerk.server.user.Identity;
import java.net.URI;
import java.util.Optional;

/// Somebody who says who people are.
interface SignInProvider {
    /// Part of the path and of the logins: `github`.
    String name();

    /// What people call it.
    String words();

    /// Where the browser goes to sign in. May ask the provider, and blocks then.
    ///
    /// @param callback where it comes back to
    /// @throws SignInException if the provider cannot be asked
    URI authorization(SignInAttempt attempt, URI callback) throws SignInException;

    /// Who came back with that code. Asks the provider, and blocks.
    ///
    /// @param issuer the `iss` of RFC 9207 that came with the code, if any
    /// @throws SignInException if the provider does not say so
    Identity identify(SignInAttempt attempt, URI callback, String code, Optional<String> issuer) throws SignInException;
}
