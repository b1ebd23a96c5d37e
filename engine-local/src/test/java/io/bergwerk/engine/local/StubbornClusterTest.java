package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.KubeconfigRole;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A user did everything to keep their cluster from going.
class StubbornClusterTest {
    private static final String WEBHOOK = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: never}
            webhooks:
            - name: never.example.org
              admissionReviewVersions: [v1]
              sideEffects: None
              failurePolicy: Fail
              rules:
              - {apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"]}
              clientConfig: {service: {name: nobody, namespace: default}}
            """;
    private static final String OBJECTS = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: forever, finalizers: [example.org/never]}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: none, namespace: default}
            spec: {minAvailable: 100%, selector: {}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: stays, namespace: default, finalizers: [example.org/never]}
            spec:
              containers: [{name: main, image: example.org/main}]
            """;

    @Test
    void itIsRemovedAllTheSame() throws IOException {
        try (var host = TestHost.withSimulatedWorkers()) {
            var cluster = host.create();
            done(() -> host.engine().ensureWorkers(cluster));
            var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);
            Files.writeString(kubectl.home().resolve("objects.yaml"), OBJECTS);
            Files.writeString(kubectl.home().resolve("webhook.yaml"), WEBHOOK);
            assertThat(kubectl.run("apply", "-f", "objects.yaml").status()).isZero();
            var node = kubectl.run("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")
                    .output();
            var finalizer = "{\"metadata\":{\"finalizers\":[\"example.org/never\"]}}";
            assertThat(kubectl.run("patch", "node", node, "-p", finalizer).status())
                    .isZero();
            assertThat(kubectl.run("apply", "-f", "webhook.yaml").status()).isZero();
            eventually(
                    () -> kubectl.run("create", "configmap", "refused").output().contains("never.example.org"));
            var larger = cluster.withWorkerGroups(
                    List.of(cluster.workerGroups().getFirst().withSize(3, 3)));
            eventually(() -> {
                host.engine().ensureWorkers(larger);
                return host.engine().observe(cluster.id()).nodes().reason().equals("AdmissionRefused");
            });
            assertThat(host.engine().observe(cluster.id()).nodes().message()).contains("never.example.org");

            host.engine().revokeKubeconfig(cluster.id(), kubectl.kubeconfig());
            eventually(() -> kubectl.run("get", "nodes").output().contains("Forbidden"));
            done(() -> host.engine().removeWorkers(cluster.id()));
            done(() -> host.engine().removeControlPlane(cluster.id()));

            assertThat(host.processesOf(cluster.id())).isEmpty();
            assertThat(host.engine().clusters()).isEmpty();
        }
    }
}
