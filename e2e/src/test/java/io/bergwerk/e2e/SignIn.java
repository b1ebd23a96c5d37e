package io.bergwerk.e2e;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The built-in sign-in, as a browser and the operator's command see it.
record SignIn(Installation installation) {
    private static final Pattern TOKEN = Pattern.compile("[?&]token=([^&]+)");
    static final String CALLBACK = "http://127.0.0.1:9/callback";

    /// A fresh one-time link for a user of this name, who comes into being by the first one, from where the server's
    /// own command gets it.
    URI link(String name) {
        var known = ask("login-links", name);
        var answer = known.body().contains("no such user") ? ask("users", name) : known;
        if (answer.statusCode() != 200) {
            throw new AssertionError("no link for " + name + ": " + answer.body());
        }
        var link = URI.create(answer.body().strip());
        Secrets.KNOWN.add("sign-in code", code(link));
        return link;
    }

    private HttpResponse<String> ask(String path, String name) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/%s".formatted(installation.metricsPort(), path)))
                .header("Authorization", "Bearer " + installation.adminToken())
                .POST(HttpRequest.BodyPublishers.ofString(name));
        return Api.exchange(request.build(), BodyHandlers.ofString());
    }

    static String code(URI link) {
        return link.getQuery().replaceFirst(".*code=", "").replaceFirst("&.*", "");
    }

    HttpResponse<String> get(String pathAndQuery) {
        return follow(installation.url().resolve(pathAndQuery));
    }

    /// Without following redirects, as everything here.
    static HttpResponse<String> follow(URI uri) {
        return Api.exchange(HttpRequest.newBuilder(uri).GET().build(), BodyHandlers.ofString());
    }

    /// Spends a code and ends at the callback.
    HttpResponse<String> spend(String code) {
        return get("/auth/local?code=%s&redirect-url=%s"
                .formatted(code, URLEncoder.encode(CALLBACK, StandardCharsets.UTF_8)));
    }

    /// A console token of this user, who comes into being at their first sign-in.
    Api as(String name) {
        var location = spend(code(link(name))).headers().firstValue("location").orElse("");
        var token = TOKEN.matcher(location);
        if (!token.find()) {
            throw new AssertionError("no token in " + location);
        }
        return new Api(installation.url(), token.group(1));
    }
}
