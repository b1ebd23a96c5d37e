package io.bergwerk.server.signin;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.page.Html;
import java.util.Collection;
import java.util.stream.Collectors;

/// What people see while they sign in. No page holds a token.
final class SignInPages {
    private SignInPages() {}

    /// @param redirect where to go after; empty for the usual place
    /// @param providers other ways to sign in
    static HttpResponse codeForm(
            String redirect, String trouble, Collection<SignInProvider> providers, HttpStatus status) {
        var kept = redirect.isEmpty()
                ? ""
                : "<input type=\"hidden\" name=\"redirect-url\" value=\"%s\">".formatted(Html.escape(redirect));
        var notice =
                trouble.isEmpty() ? "" : "<p role=\"alert\"><strong>%s</strong></p>".formatted(Html.escape(trouble));
        return Html.page(status, "Sign in", """
                <p class="lead">Enter a sign-in code. It holds once and for 15 minutes.</p>
                %s
                <form method="get" action="/auth/local">%s
                <label for="code">Code</label>
                <input id="code" name="code" required autofocus autocomplete="one-time-code" spellcheck="false"
                  maxlength="40">
                <button type="submit">Sign in</button>
                </form>
                <p>Whoever runs this installation makes one with <code>./bergwerk login-link</code>.</p>
                %s
                """.formatted(notice, kept, links(providers, redirect)));
    }

    private static String links(Collection<SignInProvider> providers, String redirect) {
        var query = redirect.isEmpty() ? "" : "?redirect-url=" + ProviderClient.encode(redirect);
        return providers.stream()
                .map(provider -> "<p><a href=\"/auth/%s%s\">Sign in with %s</a></p>"
                        .formatted(provider.name(), query, Html.escape(provider.words())))
                .collect(Collectors.joining("\n"));
    }

    static HttpResponse failed(SignInProvider provider, String trouble) {
        return Html.page(HttpStatus.FORBIDDEN, "Not signed in", """
                <p class="lead">%s</p>
                <p><a href="/auth/%s">Try again with %s</a></p>
                """.formatted(
                        Html.escape(trouble), provider.name(), Html.escape(provider.words())));
    }

    /// Nothing of what came with it is trusted, not even where to go.
    static HttpResponse strangeReturn(SignInProvider provider) {
        return Html.page(
                HttpStatus.BAD_REQUEST, "Not signed in", """
                <p class="lead">This browser has not begun this sign-in, or more than ten minutes ago, or has ended it
                already.</p>
                <p><a href="/auth/%s">Sign in with %s</a></p>
                """.formatted(provider.name(), Html.escape(provider.words())));
    }

    static HttpResponse signedIn(UserLogin user) {
        return Html.page(HttpStatus.OK, "Signed in", """
                <p class="lead">You are signed in as <strong>%s</strong>.</p>
                <p>This installation has no console yet, so there is nothing more to see here. On the machine that runs
                it, <code>./bergwerk kubectl demo get nodes</code> reaches the demo cluster.</p>
                """.formatted(Html.escape(user.value())));
    }

    static HttpResponse signedOut() {
        return Html.page(HttpStatus.OK, "Signed out", """
                <p class="lead">You are signed out here.</p>
                <p>Tokens that clients hold end by themselves or when they are revoked.</p>
                <p><a href="/auth/local">Sign in again</a></p>
                """);
    }

    static HttpResponse noSuchProvider() {
        return Html.page(HttpStatus.NOT_FOUND, "No such provider", """
                <p class="lead">This installation has no such way to sign in.</p>
                <p><a href="/auth/local">Sign in with a code</a></p>
                """);
    }

    static HttpResponse refusedTarget() {
        return Html.page(HttpStatus.BAD_REQUEST, "Sign-in refused", """
                <p class="lead">The address to return to is not allowed.</p>
                <p>A client may ask to return to the console, or to <code>http://localhost</code>,
                <code>http://127.0.0.1</code> or <code>http://[::1]</code> on its own machine.</p>
                """);
    }

    static HttpResponse tooMany() {
        return Html.page(HttpStatus.TOO_MANY_REQUESTS, "Too many attempts", """
                <p class="lead">Too many codes were tried from your address. Wait a minute and try again.</p>
                """);
    }
}
