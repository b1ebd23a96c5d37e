package io.bergwerk.api;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.bergwerk.api.v1.ClusterServiceCreateRequest;
import io.bergwerk.api.v1.KubernetesSpec;
import io.bergwerk.api.v1.ProjectRole;
import io.bergwerk.api.v1.TokenServiceCreateRequest;
import io.bergwerk.api.v1.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The rules in the protos as the validator of the server understands them.
class MessageRulesTest {
    private static final Validator VALIDATOR = ValidatorFactory.newBuilder().build();

    /// A rule that does not compile would only show with the first call.
    @Test
    void theRulesOfEveryMessageCompile() throws ValidationException {
        var files = new ArrayList<>(PublicContract.files());
        files.addAll(OwnContract.files());
        for (var file : files) {
            for (var message : file.getMessageTypes()) {
                VALIDATOR.validate(DynamicMessage.getDefaultInstance(message));
            }
        }
    }

    @Test
    void anEmptyValueWithoutPresenceIsChecked() throws ValidationException {
        assertThat(violations(ClusterServiceCreateRequest.getDefaultInstance()))
                .contains("name string.min_len", "project string.min_len")
                .noneMatch(violation -> violation.startsWith("kubernetes"));
    }

    @Test
    void rulesApplyInsideEmbeddedMessages() throws ValidationException {
        var request = ClusterServiceCreateRequest.newBuilder()
                .setName("prod")
                .setProject("00000000-0000-4000-8000-000000000000")
                .setKubernetes(KubernetesSpec.newBuilder().setVersion("latest"))
                .addWorkers(Worker.newBuilder()
                        .setName("group-0")
                        .setMachineType("n1-medium-x86")
                        .setMinsize(33));

        assertThat(violations(request.build()))
                .containsExactlyInAnyOrder("kubernetes.version string.pattern", "workers[0].minsize uint32.lte");
    }

    @Test
    void aTokenLivesTenMinutesToAYearAndItsMapsAreChecked() throws ValidationException {
        var request = TokenServiceCreateRequest.newBuilder().setDescription("ci");

        assertThat(violations(request.setExpires(seconds(599)).build())).hasSize(1);
        assertThat(violations(request.setExpires(seconds(600)).build())).isEmpty();
        assertThat(violations(request.setExpires(seconds(31536000)).build())).isEmpty();
        assertThat(violations(request.setExpires(seconds(31536001)).build())).hasSize(1);
        assertThat(violations(request.setExpires(seconds(600))
                        .putProjectRoles("p", ProjectRole.PROJECT_ROLE_OWNER)
                        .putProjectRolesValue("p-1", 4)
                        .build()))
                .containsExactlyInAnyOrder("project_roles[p] string.min_len", "project_roles[p-1] role-specified");
    }

    private static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    /// Each violation as the path to the field and the id of the rule.
    private static List<String> violations(Message message) throws ValidationException {
        return VALIDATOR.validate(message).toProto().getViolationsList().stream()
                .map(violation -> path(violation.getField()) + " " + violation.getRuleId())
                .toList();
    }

    private static String path(FieldPath path) {
        return path.getElementsList().stream().map(MessageRulesTest::step).collect(Collectors.joining("."));
    }

    private static String step(FieldPathElement element) {
        return switch (element.getSubscriptCase()) {
            case INDEX -> element.getFieldName() + "[" + element.getIndex() + "]";
            case STRING_KEY -> element.getFieldName() + "[" + element.getStringKey() + "]";
            default -> element.getFieldName();
        };
    }
}
