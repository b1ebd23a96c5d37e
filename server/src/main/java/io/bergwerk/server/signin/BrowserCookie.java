package io.bergwerk.server.signin;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.RequestHeaders;
import java.net.URI;
import java.security.SecureRandom;

/// Knows a browser again that was sent away to sign in.
///
/// @param secure whether it is sent back over https only
record BrowserCookie(boolean secure) {
    static BrowserCookie of(URI base) {
        return new BrowserCookie("https".equals(base.getScheme()));
    }

    /// With the prefix a browser takes it from this host only, not from a neighbour under the same domain.
    String name() {
        return secure ? "__Host-bergwerk-sign-in" : "bergwerk-sign-in";
    }

    /// The one the browser has, so that two tabs can sign in at once; empty if it has none.
    String read(RequestHeaders headers) {
        return headers.cookies().stream()
                .filter(cookie -> cookie.name().equals(name()))
                .map(Cookie::value)
                .filter(SignInAttempt::isSecret)
                .findFirst()
                .orElse("");
    }

    String readOrDraw(RequestHeaders headers, SecureRandom random) {
        var known = read(headers);
        return known.isEmpty() ? SignInAttempt.draw(random) : known;
    }

    String header(String value) {
        return Cookie.secureBuilder(name(), value)
                .path("/")
                .maxAge(ProviderSignIn.HOLDS_FOR.toSeconds())
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax") // a provider sends the browser back with a plain GET
                .build()
                .toSetCookieHeader();
    }
}
