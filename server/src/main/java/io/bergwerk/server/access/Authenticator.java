package io.bergwerk.server.access;

import java.util.Optional;

/// Tells whose a token is and what it may do at this moment.
public interface Authenticator {
    /// @throws io.bergwerk.common.ApiException `UNAUTHENTICATED` if the token does not hold (any more)
    Rights authenticate(String token);

    /// The rights of a token that held a while ago, read again; empty if it holds no longer.
    Optional<Rights> again(Caller.SignedIn caller);
}
