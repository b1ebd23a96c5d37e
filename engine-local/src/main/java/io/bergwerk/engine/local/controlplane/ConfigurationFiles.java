package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.files.PrivateFiles;
import io.bergwerk.engine.local.ports.Ports;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;

/// The files below `conf/` that the components are pointed at. Paths in them are relative to the cluster's directory
/// wherever upstream allows it.
final class ConfigurationFiles {
    private static final int SECRETBOX_KEY_BYTES = 32;

    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - level: None
              nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version", "/openapi/*", "/metrics", "/apis*", "/api*"]
            - level: None
              resources:
              - {group: coordination.k8s.io, resources: [leases]}
              - {group: "", resources: [events]}
              - {group: events.k8s.io, resources: [events]}
            - level: None
              verbs: [get, list, watch]
              userGroups: ["system:serviceaccounts:kube-system", "system:nodes", "bergwerk:engine"]
            - level: None
              verbs: [get, list, watch]
              users: ["system:kube-controller-manager", "system:kube-scheduler", "system:apiserver"]
            - level: Metadata
            """;

    private final ClusterDirectory directory;
    private final SecureRandom random;

    ConfigurationFiles(ClusterDirectory directory, SecureRandom random) {
        this.directory = directory;
        this.random = random;
    }

    void ensure(Ports ports) {
        PrivateFiles.createDirectory(directory.configuration());
        ensureEncryptionKey();
        replaceIfChanged("audit-policy.yaml", AUDIT_POLICY);
        replaceIfChanged("egress.yaml", egress());
        replaceIfChanged("kcm.kubeconfig", kubeconfig("kcm", ports));
        replaceIfChanged("scheduler.kubeconfig", kubeconfig("scheduler", ports));
    }

    /// Made once: without it the secrets in the datastore cannot be read again.
    private void ensureEncryptionKey() {
        var file = directory.configuration("encryption.yaml");
        if (Files.exists(file)) {
            return;
        }
        var key = new byte[SECRETBOX_KEY_BYTES];
        random.nextBytes(key);
        PrivateFiles.replaceDurably(file, """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets]
                  providers:
                  - secretbox:
                      keys:
                      - name: key1
                        secret: %s
                  - identity: {}
                """.formatted(Base64.getEncoder().encodeToString(key)));
    }

    private String egress() {
        return """
                apiVersion: apiserver.k8s.io/v1beta1
                kind: EgressSelectorConfiguration
                egressSelections:
                - name: cluster
                  connection:
                    proxyProtocol: HTTPConnect
                    transport:
                      uds:
                        udsName: %s
                """.formatted(directory.egressSocket());
    }

    private static String kubeconfig(String who, Ports ports) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: cluster
                  cluster:
                    certificate-authority: ../pki/ca.crt
                    server: https://127.0.0.1:%d
                users:
                - name: component
                  user:
                    client-certificate: ../pki/%s.crt
                    client-key: ../pki/%s.key
                contexts:
                - name: context
                  context: {cluster: cluster, user: component}
                current-context: context
                """.formatted(ports.apiServer(), who, who);
    }

    private void replaceIfChanged(String name, String text) {
        var file = directory.configuration(name);
        if (!PrivateFiles.read(file).filter(text::equals).isPresent()) {
            PrivateFiles.replace(file, text);
        }
    }
}
