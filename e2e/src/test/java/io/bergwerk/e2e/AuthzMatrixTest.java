package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.OwnContract;
import io.bergwerk.api.Scope;
import io.bergwerk.e2e.MatrixCaller.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who may call what: every method by everybody, on the tenant or project they may have a role in, on another one, and
/// on one that does not exist. `-Dgolden.rewrite=true` writes the matrix anew.
///
/// Each request carries its subject and nothing else that the method needs, so whoever is let through changes nothing:
/// rights are checked before the rest of a request.
class AuthzMatrixTest {
    private static final Path GOLDEN = Path.of("src/test/resources/authz-matrix.txt");
    private static final Duration FIRST_MESSAGE = Duration.ofSeconds(10);
    private static final int PUBLIC_METHODS = 88;
    /// Ends the sign-ins of whoever calls it.
    private static final String LAST = "/bergwerk.v1.SignInService/SignOutEverywhere";

    private final List<String> differences = new ArrayList<>();
    private int calls;

    private record Subject(String tenant, String project) {
        static Subject of(Account account) {
            return new Subject(account.login(), account.project());
        }

        String request(MethodDescriptor method) {
            var about = switch (MethodPolicy.of(method).scope()) {
                case TENANT -> "\"login\": \"%s\"".formatted(tenant);
                case PROJECT -> "\"project\": \"%s\"".formatted(project);
                default -> "";
            };
            // a stream about one cluster ends by itself where there is none
            return "{%s%s}".formatted(about, watches(method) ? ", \"uuid\": \"%s\"".formatted(UUID.randomUUID()) : "");
        }

        private static boolean watches(MethodDescriptor method) {
            return MethodPolicy.pathOf(method).equals("/api.v1.ClusterService/WatchStatus");
        }
    }

    private record Heard(Verdict verdict, String message) {}

    @Test
    void everybodyMayCallWhatTheContractLetsThemCallAndNothingElse() throws IOException {
        try (var installation = Installation.named("matrix").plain().withClock(MatrixCast.AGO.negated())) {
            var cast = MatrixCast.assemble(installation.start());
            var subjects = List.of(
                    Subject.of(cast.alice()),
                    Subject.of(cast.foreign()),
                    new Subject("nobody@local", "5d1f0c9e-53a5-4b8e-9a4e-0f3c1f0a7b11"));
            installation.stop();
            installation.withClock(Duration.ZERO).start();
            var methods = methods();
            assertThat(installation
                            .anonymous()
                            .withToken(cast.callers().getLast().api().token())
                            .call("api.v1.MethodService/List", "{}")
                            .ok()
                            .path("methods")
                            .valueStream()
                            .map(name -> name.asText()))
                    .as("what the server offers")
                    .containsExactlyInAnyOrderElementsOf(
                            methods.stream().map(MethodPolicy::pathOf).toList());
            assertThat(methods.stream().filter(method -> !isOwn(method))).hasSize(PUBLIC_METHODS);

            var text = matrix(methods, cast.callers(), subjects);

            if (Boolean.getBoolean("golden.rewrite")) {
                Files.writeString(GOLDEN, text);
            }
            System.out.printf(
                    "role matrix: %d methods, %d callers, %d calls, %d differences to the contract%n",
                    methods.size(), cast.callers().size(), calls, differences.size());
            assertThat(differences).as("differences to the contract").isEmpty();
            assertThat(text).isEqualTo(Files.readString(GOLDEN));
        }
    }

    private static List<MethodDescriptor> methods() {
        return OwnContract.withPublicMethods().stream()
                .sorted(Comparator.comparing(
                        method -> MethodPolicy.pathOf(method).equals(LAST)))
                .toList();
    }

    private static boolean isOwn(MethodDescriptor method) {
        return method.getFile().getPackage().startsWith("bergwerk.");
    }

    private String matrix(List<MethodDescriptor> methods, List<MatrixCaller> callers, List<Subject> subjects) {
        var text = new StringBuilder("""
                Who may call which method. Each cell has one sign for the tenant or project of the matrix, one for a
                foreign one and one for one that does not exist; methods without a subject have one sign.

                +  let through      0  let through, and not found
                -  denied           ?  not signed in

                """);
        for (var index = 0; index < callers.size(); index++) {
            text.append("%2d  %s%n".formatted(index + 1, callers.get(index).words()));
        }
        text.append('\n').append("%-50s %-8s".formatted("Method", "Scope"));
        IntStream.rangeClosed(1, callers.size()).forEach(number -> text.append("%-4d".formatted(number)));
        text.append('\n');
        for (var method : methods) {
            text.append("%-50s %-8s"
                    .formatted(
                            BuiltMethods.path(method),
                            MethodPolicy.of(method).scope().name().toLowerCase(Locale.ROOT)));
            callers.forEach(caller -> text.append("%-4s".formatted(cell(method, caller, subjects))));
            text.append('\n');
        }
        return text.toString().replaceAll(" +\n", "\n");
    }

    private String cell(MethodDescriptor method, MatrixCaller caller, List<Subject> subjects) {
        var about = MethodPolicy.of(method).scope();
        var asked = about == Scope.TENANT || about == Scope.PROJECT ? subjects : subjects.subList(0, 1);
        var heard = asked.stream().map(subject -> hear(method, caller, subject)).toList();
        var signs = new StringBuilder();
        for (var index = 0; index < asked.size(); index++) {
            var verdict = heard.get(index).verdict();
            var expected = caller.expected(method, index == 0);
            if (!verdict.agreesWith(expected)) {
                differences.add("%s by %s on %s: %s, expected %s"
                        .formatted(
                                BuiltMethods.path(method),
                                caller.words(),
                                asked.get(index),
                                heard.get(index),
                                expected));
            }
            signs.append(verdict.sign());
        }
        if (asked.size() > 1
                && heard.get(1).verdict() == Verdict.DENIED
                && !heard.get(1).equals(heard.get(2))) {
            differences.add("%s by %s tells what exists: %s, %s"
                    .formatted(BuiltMethods.path(method), caller.words(), heard.get(1), heard.get(2)));
        }
        return signs.toString();
    }

    private Heard hear(MethodDescriptor method, MatrixCaller caller, Subject subject) {
        calls++;
        var path = BuiltMethods.path(method);
        var request = subject.request(method);
        if (!method.isServerStreaming()) {
            var answer = caller.api().call(path, request);
            return heard(answer.code(), answer.message(), subject);
        }
        try (var stream = Stream.json(caller.api(), path, request)) {
            Await.holds(
                    "something on " + path,
                    FIRST_MESSAGE,
                    () -> !stream.isOpen() || !stream.messages().isEmpty(),
                    stream::messages);
            if (!stream.messages().isEmpty()) {
                return new Heard(Verdict.ALLOWED, "");
            }
            var error = stream.awaitEnd().path("error");
            return heard(error.path("code").asText(), error.path("message").asText(), subject);
        }
    }

    private static Heard heard(String code, String message, Subject subject) {
        return new Heard(
                Verdict.ofCode(code),
                message.replace(subject.tenant(), "<subject>").replace(subject.project(), "<subject>"));
    }
}
