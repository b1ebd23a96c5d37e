package io.bergwerk.server.user;

import io.bergwerk.server.tenant.IdentityProvider;
import java.util.Optional;

/// What somebody else vouches for about a person who signs in.
///
/// @param provider name of the sign-in, which becomes part of the login: `github`
/// @param issuer address of the one who vouches; with the subject it says who this is, for ever
/// @param name what the person calls themselves there; becomes part of the login if it can
/// @param email only one that the issuer has verified
public record Identity(
        String provider,
        IdentityProvider kind,
        String issuer,
        String subject,
        String name,
        String displayName,
        Optional<String> email,
        String avatarUrl) {}
