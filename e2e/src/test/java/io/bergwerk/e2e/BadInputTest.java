package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.api.ValidMessages;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every rule of every field, broken one at a time, on every method that is built.
@ExtendWith(SharedInstallation.class)
class BadInputTest {
    private Duration slowest = Duration.ZERO;

    @Test
    void everyBrokenRuleNamesFieldValueAndExpectation(Installation installation) {
        var caller = new Account(installation.admin());
        var valid = new ValidMessages(caller.project(), caller.login());
        var broken = BuiltMethods.all().stream()
                .flatMap(method -> BrokenMessages.of(method, valid).stream())
                .toList();

        var wrong = broken.stream()
                .flatMap(one -> problem(installation.administrator(), one).stream())
                .toList();

        System.out.printf(
                "bad input: %d rules broken on %d methods, slowest unary answer %d ms%n",
                broken.size(), methods(broken), slowest.toMillis());
        assertThat(wrong).isEmpty();
        assertThat(broken).hasSizeGreaterThan(50);
        assertThat(slowest).isPositive().isLessThanOrEqualTo(Api.ANSWER);
    }

    private static long methods(List<BrokenMessages.Broken> broken) {
        return broken.stream().map(BrokenMessages.Broken::method).distinct().count();
    }

    private java.util.Optional<String> problem(Api api, BrokenMessages.Broken broken) {
        var error = broken.method().isServerStreaming() ? streamError(api, broken) : unaryError(api, broken);
        var fine = error.path("code").asText().equals("invalid_argument")
                && error.path("message").asText().startsWith("validation error")
                && error.path("message").asText().contains(broken.field())
                && error.path("message").asText().contains(broken.given())
                && hasViolations(error);
        return fine ? java.util.Optional.empty() : java.util.Optional.of(broken + " answered " + error);
    }

    private com.fasterxml.jackson.databind.JsonNode unaryError(Api api, BrokenMessages.Broken broken) {
        var begun = System.nanoTime();
        var answer = Api.send(api.request(BuiltMethods.path(broken.method()))
                .header("Content-Type", "application/proto")
                .POST(BodyPublishers.ofByteArray(broken.request().toByteArray())));
        var took = Duration.ofNanos(System.nanoTime() - begun);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        return answer.body();
    }

    private static com.fasterxml.jackson.databind.JsonNode streamError(Api api, BrokenMessages.Broken broken) {
        try (var stream = Stream.open(
                api,
                BuiltMethods.path(broken.method()),
                "application/connect+proto",
                broken.request().toByteArray())) {
            return stream.awaitEnd().path("error");
        }
    }

    private static boolean hasViolations(com.fasterxml.jackson.databind.JsonNode error) {
        var details = error.path("details");
        return details.size() == 1
                && details.get(0).path("type").asText().equals("buf.validate.Violations")
                && new String(
                                        Base64.getDecoder()
                                                .decode(details.get(0)
                                                        .path("value")
                                                        .asText()),
                                        StandardCharsets.ISO_8859_1)
                                .length()
                        > 0;
    }
}
