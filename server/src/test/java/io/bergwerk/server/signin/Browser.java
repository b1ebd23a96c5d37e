package io.bergwerk.server.signin;

import io.bergwerk.server.access.TestApi;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A browser that signs in: keeps the cookie, and goes where it is sent, one step at a time.
final class Browser {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final String CLIENT_TARGET = "http://127.0.0.1:39211/callback";

    private final TestApi api;
    String cookie = "";

    Browser(TestApi api) {
        this.api = api;
    }

    /// Begins to sign in as the command line does; answers where the browser is sent.
    URI begin(String provider) {
        return location(open("/auth/" + provider + "?redirect-url=" + CLIENT_TARGET));
    }

    /// Goes to a path of ours.
    HttpResponse<String> open(String pathAndQuery) {
        var answer = cookie.isEmpty() ? api.get(pathAndQuery) : api.get(pathAndQuery, "Cookie", cookie);
        answer.headers().firstValue("set-cookie").ifPresent(set -> cookie = set.split(";", 2)[0]);
        return answer;
    }

    /// Goes to a provider; answers where it sends the browser back to.
    static URI visit(URI provider) {
        try {
            var answer = CLIENT.send(HttpRequest.newBuilder(provider).build(), BodyHandlers.ofString());
            return location(answer);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Comes back to our callback, whatever name we go by; answers where it ends.
    URI comeBack(URI callback) {
        return location(open(callback.getRawPath() + "?" + callback.getRawQuery()));
    }

    /// All three steps.
    URI signIn(String provider) {
        return comeBack(visit(begin(provider)));
    }

    /// As the console begins, which names no target.
    URI signInAtConsole(String provider) {
        return comeBack(visit(location(open("/auth/" + provider))));
    }

    static URI location(HttpResponse<?> answer) {
        return URI.create(answer.headers()
                .firstValue("location")
                .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body())));
    }

    /// One value of the query, which has to be there.
    static String value(URI uri, String name) {
        return Optional.ofNullable(query(uri).get(name))
                .orElseThrow(() -> new AssertionError("no %s in %s".formatted(name, uri)));
    }

    static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
