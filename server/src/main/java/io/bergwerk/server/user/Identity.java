package io.bergwerk.server.user;

import io.bergwerk.common.Texts;
import io.bergwerk.server.tenant.IdentityProvider;
import io.bergwerk.server.tenant.Tenant;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// What somebody else vouches for about a person who signs in. Of what is only shown, what cannot be kept is dropped:
/// nobody stays outside for an odd picture.
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
        String avatarUrl) {
    /// At most 254 characters, 64 of them before the sign (RFC 5321).
    private static final String EMAIL = "[^@ \\p{Cc}\\p{Cs}]{1,64}@[^@ \\p{Cc}\\p{Cs}]{1,189}";

    public Identity {
        displayName = Texts.cut(Texts.printable(displayName), Tenant.MAX_NAME);
        email = email.filter(address -> address.matches(EMAIL));
        avatarUrl = isPicture(avatarUrl) ? avatarUrl : "";
    }

    private static boolean isPicture(String url) {
        try {
            var scheme = new URI(url).getScheme();
            return url.length() <= Tenant.MAX_URL && ("https".equals(scheme) || "http".equals(scheme));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
