package io.bergwerk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.bergwerk.api.v1.AdminRole;
import io.bergwerk.api.v1.Auditing;
import io.bergwerk.api.v1.ClusterServiceGetRequest;
import io.bergwerk.api.v1.CommonProto;
import io.bergwerk.api.v1.ProjectRole;
import io.bergwerk.api.v1.TenantRole;
import io.bergwerk.api.v1.VersionServiceGetRequest;
import io.bergwerk.api.v1.Visibility;
import org.junit.jupiter.api.Test;

class MethodPolicyTest {
    private static final FieldDescriptorProto PROJECT =
            field("project", FieldDescriptorProto.Type.TYPE_STRING, FieldDescriptorProto.Label.LABEL_OPTIONAL);

    @Test
    void aProjectMethodNamesItsRolesAndFindsItsSubject() {
        var policy = policyOf("/api.v1.ClusterService/Get");
        var request = ClusterServiceGetRequest.newBuilder().setProject("p-1").build();

        assertThat(policy.scope()).isEqualTo(Scope.PROJECT);
        assertThat(policy.projectRoles())
                .containsExactlyInAnyOrder(
                        ProjectRole.PROJECT_ROLE_OWNER,
                        ProjectRole.PROJECT_ROLE_EDITOR,
                        ProjectRole.PROJECT_ROLE_VIEWER);
        assertThat(policy.tenantRoles()).isEmpty();
        assertThat(policy.adminRoles()).isEmpty();
        assertThat(policy.subjectField()).contains("project");
        assertThat(policy.subjectOf(request)).contains("p-1");
        assertThat(policy.subjectOf(ClusterServiceGetRequest.getDefaultInstance()))
                .contains("");
    }

    @Test
    void aMethodWithoutASubjectLooksForNone() {
        var policy = policyOf("/api.v1.VersionService/Get");

        assertThat(policy.scope()).isEqualTo(Scope.PUBLIC);
        assertThat(policy.subjectOf(VersionServiceGetRequest.getDefaultInstance()))
                .isEmpty();
    }

    @Test
    void anOwnPackageCarriesTheSameOptions() {
        var options = MethodOptions.newBuilder()
                .addExtension(CommonProto.projectRoles, ProjectRole.PROJECT_ROLE_OWNER)
                .setExtension(CommonProto.auditing, Auditing.AUDITING_EXCLUDED);

        var policy = MethodPolicy.of(method(options, PROJECT));

        assertThat(policy.path()).isEqualTo("/bergwerk.v1.ProbeService/Probe");
        assertThat(policy.projectRoles()).containsExactly(ProjectRole.PROJECT_ROLE_OWNER);
        assertThat(policy.audited()).isFalse();
        assertThat(policy.chargeable()).isFalse();
    }

    @Test
    void aMethodThatSaysNothingAboutAuditingIsAudited() {
        var options = MethodOptions.newBuilder().addExtension(CommonProto.adminRoles, AdminRole.ADMIN_ROLE_EDITOR);

        assertThat(MethodPolicy.of(method(options)).audited()).isTrue();
    }

    @Test
    void aMethodWithoutRolesAndVisibilityIsRefusedByName() {
        assertRefused(method(MethodOptions.newBuilder()), "has the scopes []");
    }

    @Test
    void aMethodWithTwoScopesIsRefused() {
        var options = MethodOptions.newBuilder()
                .setExtension(CommonProto.visibility, Visibility.VISIBILITY_PUBLIC)
                .addExtension(CommonProto.projectRoles, ProjectRole.PROJECT_ROLE_OWNER);

        assertRefused(method(options, PROJECT), "has the scopes [PUBLIC, PROJECT]");
    }

    @Test
    void aMethodWhoseRequestHidesTheSubjectIsRefused() {
        var options = MethodOptions.newBuilder().addExtension(CommonProto.tenantRoles, TenantRole.TENANT_ROLE_OWNER);

        assertRefused(method(options, PROJECT), "a string `login`, which bergwerk.v1.ProbeRequest does not have");
    }

    @Test
    void aSubjectThatIsNoSingleStringIsRefused() {
        var options = MethodOptions.newBuilder().addExtension(CommonProto.projectRoles, ProjectRole.PROJECT_ROLE_OWNER);
        var number = field("project", FieldDescriptorProto.Type.TYPE_INT32, FieldDescriptorProto.Label.LABEL_OPTIONAL);
        var many = field("project", FieldDescriptorProto.Type.TYPE_STRING, FieldDescriptorProto.Label.LABEL_REPEATED);

        assertRefused(method(options, number), "a string `project`");
        assertRefused(method(options, many), "a string `project`");
    }

    @Test
    void aRoleOrVisibilityWithoutAMeaningIsRefused() {
        var role =
                MethodOptions.newBuilder().addExtension(CommonProto.projectRoles, ProjectRole.PROJECT_ROLE_UNSPECIFIED);
        var visibility =
                MethodOptions.newBuilder().setExtension(CommonProto.visibility, Visibility.VISIBILITY_UNSPECIFIED);

        assertRefused(method(role, PROJECT), "names the role PROJECT_ROLE_UNSPECIFIED");
        assertRefused(method(visibility), "has the visibility VISIBILITY_UNSPECIFIED");
    }

    private static void assertRefused(MethodDescriptor method, String why) {
        assertThatIllegalStateException()
                .isThrownBy(() -> MethodPolicy.of(method))
                .withMessageStartingWith("/bergwerk.v1.ProbeService/Probe ")
                .withMessageContaining(why);
    }

    private static MethodPolicy policyOf(String path) {
        return PublicContract.policies().stream()
                .filter(policy -> policy.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static MethodDescriptor method(MethodOptions.Builder options, FieldDescriptorProto... fields) {
        var request = DescriptorProto.newBuilder().setName("ProbeRequest");
        for (var field : fields) {
            request.addField(field);
        }
        var rpc = MethodDescriptorProto.newBuilder()
                .setName("Probe")
                .setInputType(".bergwerk.v1.ProbeRequest")
                .setOutputType(".bergwerk.v1.ProbeRequest")
                .setOptions(options);
        var file = FileDescriptorProto.newBuilder()
                .setName("bergwerk/v1/probe.proto")
                .setPackage("bergwerk.v1")
                .setSyntax("proto3")
                .addMessageType(request)
                .addService(ServiceDescriptorProto.newBuilder()
                        .setName("ProbeService")
                        .addMethod(rpc));
        return build(file.build()).getServices().getFirst().getMethods().getFirst();
    }

    private static FileDescriptor build(FileDescriptorProto file) {
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[] {CommonProto.getDescriptor()});
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    private static FieldDescriptorProto field(
            String name, FieldDescriptorProto.Type type, FieldDescriptorProto.Label label) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(1)
                .setType(type)
                .setLabel(label)
                .build();
    }
}
