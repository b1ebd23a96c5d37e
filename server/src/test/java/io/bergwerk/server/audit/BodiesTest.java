package io.bergwerk.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.bergwerk.admin.v1.AuditServiceGetResponse;
import io.bergwerk.admin.v1.AuditServiceListResponse;
import io.bergwerk.admin.v1.ClusterServiceCredentialsResponse;
import io.bergwerk.admin.v1.SSHKeyPair;
import io.bergwerk.api.OwnContract;
import io.bergwerk.api.v1.AuditTrace;
import io.bergwerk.api.v1.TenantInvite;
import io.bergwerk.api.v1.TenantServiceCreateRequest;
import io.bergwerk.api.v1.TenantServiceInvitesListResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BodiesTest {
    private static final Pattern SOUNDS_SECRET =
            Pattern.compile(".*(secret|password|key|kubeconfig|token|credential|card|private|code|vpn).*");

    /// They sound like secrets and are none, or hold what is looked into by itself.
    private static final Set<String> HARMLESS = Set.of(
            "admin.v1.AuditServiceListRequest.result_code",
            "admin.v1.ClusterServiceCredentialsRequest.with_vpn",
            "admin.v1.SSHKeyPair.publickey",
            "api.v1.Address.postal_code",
            "api.v1.AuditServiceListRequest.result_code",
            "api.v1.AuditTrace.result_code",
            "api.v1.Environment.stripe_public_token",
            "api.v1.Token.token_type",
            "api.v1.VolumeLabel.key",
            "bergwerk.v1.ClusterPlanServicePreviewDeleteResponse.kubeconfigs_revoked",
            "bergwerk.v1.Work.key");

    @Test
    void whatCouldBeUsedToGetInIsHiddenWhereverItStands() {
        var list = TenantServiceInvitesListResponse.newBuilder()
                .addInvites(TenantInvite.newBuilder().setSecret("s3cret").setTenantName("Ore"))
                .build();
        var credentials = ClusterServiceCredentialsResponse.newBuilder()
                .setKubeconfig("apiVersion: v1")
                .setSshKeypair(SSHKeyPair.newBuilder().setPrivatekey(ByteString.copyFromUtf8("PEM")))
                .build();

        var bodies = new Bodies(1000);

        assertThat(bodies.of(list)).isEqualTo("{\"invites\":[{\"secret\":\"***\",\"tenantName\":\"Ore\"}]}");
        assertThat(bodies.of(credentials)).contains("\"kubeconfig\":\"***\"").doesNotContain("apiVersion", "UEVN");
    }

    @Test
    void whoReadsTracesDoesNotWriteThemAgain() {
        var trace = AuditTrace.newBuilder().setUser("alice@local").setBody("{}");
        var bodies = new Bodies(1000);

        assertThat(bodies.of(
                        AuditServiceListResponse.newBuilder().addTraces(trace).build()))
                .isEqualTo("{}");
        assertThat(bodies.of(
                        AuditServiceGetResponse.newBuilder().setTrace(trace).build()))
                .isEqualTo("{}");
    }

    @Test
    void aLongBodyIsCut() {
        var request =
                TenantServiceCreateRequest.newBuilder().setName("x".repeat(100)).build();

        assertThat(new Bodies(20).of(request)).hasSize(20);
        assertThat(new Bodies(0).of(request)).isEmpty();
    }

    /// A new field that sounds like a secret is decided on here.
    @Test
    void everyFieldThatSoundsLikeASecretIsHiddenOrKnownToBeHarmless() {
        var found = new TreeSet<String>();
        var seen = new HashSet<Descriptor>();
        OwnContract.withPublicMethods().forEach(method -> {
            collect(method.getInputType(), seen, found);
            collect(method.getOutputType(), seen, found);
        });

        assertThat(found).isEqualTo(new TreeSet<>(HARMLESS));
    }

    private static void collect(Descriptor type, Set<Descriptor> seen, Set<String> found) {
        if (!seen.add(type)) {
            return;
        }
        for (var field : type.getFields()) {
            if (Bodies.SECRET.contains(field.getName()) || field.isMapField()) {
                continue;
            }
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                collect(field.getMessageType(), seen, found);
            } else if (SOUNDS_SECRET.matcher(field.getName()).matches()) {
                found.add(field.getFullName());
            }
        }
    }
}
