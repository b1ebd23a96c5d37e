package io.bergwerk.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.ProtocolMessageEnum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who may call what, as one file that people review. `-Dgolden.rewrite=true` writes it anew.
class MethodPolicyGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/method-policies.txt");
    private static final String HEADER = row("Method", "Scope", "Subject", "Roles", "Audited", "Chargeable");

    @Test
    void everyMethodHasThePolicyThatPeopleReviewed() throws IOException {
        var table = OwnContract.withPublicMethods().stream().map(MethodPolicyGoldenTest::row);
        var text = Stream.concat(Stream.of(HEADER), table).collect(Collectors.joining("\n", "", "\n"));

        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(GOLDEN, text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    private static String row(MethodDescriptor method) {
        var policy = MethodPolicy.of(method);
        return row(
                policy.path().substring(1) + (method.isServerStreaming() ? " (stream)" : ""),
                policy.scope().name().toLowerCase(Locale.ROOT),
                policy.subjectField().orElse("-"),
                letters(policy),
                policy.audited() ? "yes" : "no",
                policy.chargeable() ? "yes" : "no");
    }

    private static String row(String method, String scope, String subject, String roles, String audited, String costs) {
        return "%-50s %-8s %-8s %-6s %-8s %s".formatted(method, scope, subject, roles, audited, costs);
    }

    /// Owner, editor, viewer and guest by their first letters, the stronger role first.
    private static String letters(MethodPolicy policy) {
        var letters = Stream.of(policy.tenantRoles(), policy.projectRoles(), policy.adminRoles())
                .flatMap(MethodPolicyGoldenTest::names)
                .collect(Collectors.joining());
        return letters.isEmpty() ? "-" : letters;
    }

    private static Stream<String> names(Set<? extends ProtocolMessageEnum> roles) {
        return roles.stream()
                .sorted(Comparator.comparingInt(ProtocolMessageEnum::getNumber))
                .map(role -> role.getValueDescriptor().getName())
                .map(name -> name.substring(name.lastIndexOf('_') + 1, name.lastIndexOf('_') + 2));
    }
}
