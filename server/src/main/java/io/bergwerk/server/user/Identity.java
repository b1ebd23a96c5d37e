package io.bergwerk.server.user;

import io.bergwerk.common.Texts;
import io.bergwerk.server.tenant.IdentityProvider;
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
    private static final int MAX_DISPLAY_NAME = 64;
    private static final int MAX_URL = 2048;

    /// At most 254 characters (RFC 5321).
    private static final String EMAIL = "(?=.{3,254}$)[^@\\s\\p{Cc}\\p{Cs}]+@[^@\\s\\p{Cc}\\p{Cs}]+";

    public Identity {
        displayName = Texts.cut(displayName.replaceAll("[\\p{Cc}\\p{Cs}]+", " ").strip(), MAX_DISPLAY_NAME);
        email = email.filter(address -> address.matches(EMAIL));
        avatarUrl = isPicture(avatarUrl) ? avatarUrl : "";
    }

    private static boolean isPicture(String url) {
        try {
            var scheme = new URI(url).getScheme();
            return url.length() <= MAX_URL && ("https".equals(scheme) || "http".equals(scheme));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
