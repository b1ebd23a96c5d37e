package io.bergwerk.server.start;

import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.auth.OAuth2Token;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.auth.AuthTokenExtractors;
import io.bergwerk.common.ApiException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// Makes one-time sign-in links of local users, known or new, for whoever holds the token that lies in the data
/// directory.
final class LoginLinks extends AbstractHttpService {
    /// For users who are there.
    static final String PATH = "/login-links";

    /// For users who come into being by it.
    static final String USERS_PATH = "/users";

    private static final int MAX_NAME = 128;

    private final People people;
    private final Function<String, URI> links;

    /// @param links a link by a user's name
    LoginLinks(People people, Function<String, URI> links) {
        this.people = people;
        this.links = links;
    }

    @Override
    protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
        return HttpResponse.of(request.aggregate()
                .thenApplyAsync(
                        whole -> answer(
                                Optional.ofNullable(AuthTokenExtractors.oAuth2().apply(request.headers())),
                                whole.contentUtf8().strip()),
                        context.blockingTaskExecutor()));
    }

    private HttpResponse answer(Optional<OAuth2Token> token, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return text(HttpStatus.BAD_REQUEST, "name: %d characters (expected: 1 to 128)".formatted(name.length()));
        }
        try {
            if (token.isEmpty() || !people.ownsHost(token.get().accessToken())) {
                return text(HttpStatus.FORBIDDEN, "only the owner of the data directory may make login links");
            }
            return text(HttpStatus.OK, links.apply(name).toString());
        } catch (ApiException e) {
            return text(HttpStatus.BAD_REQUEST, e.publicMessage());
        }
    }

    private static HttpResponse text(HttpStatus status, String text) {
        return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text + "\n");
    }

    /// Asks a running installation on this host for a link.
    ///
    /// @param path one of the two
    /// @throws StartException if it does not run, or refuses
    static String ask(URI ops, String path, String token, String name) {
        var headers = RequestHeaders.builder(HttpMethod.POST, path)
                .contentType(MediaType.PLAIN_TEXT_UTF_8)
                .add(HttpHeaderNames.AUTHORIZATION, "Bearer " + token)
                .build();
        var answer = send(ops, HttpRequest.of(headers, com.linecorp.armeria.common.HttpData.ofUtf8(name)));
        if (!answer.status().equals(HttpStatus.OK)) {
            throw new StartException(answer.contentUtf8().strip());
        }
        return answer.contentUtf8().strip();
    }

    private static AggregatedHttpResponse send(URI ops, HttpRequest request) {
        try {
            return WebClient.of(ops).execute(request).aggregate().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnprocessedRequestException) {
                throw new StartException("no installation answers at " + ops + " (start it with ./bergwerk up)", e);
            }
            throw e;
        }
    }
}
