package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.binaries.BinarySet;
import io.bergwerk.engine.local.ports.Ports;
import io.bergwerk.engine.local.process.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The command lines of a cluster's components. Every flag that is not upstream's default has its reason
/// beside it.
final class ComponentSpecs {
    private static final String OPEN_PATHS = "--authorization-always-allow-paths=/healthz,/readyz,/livez,/metrics";

    private final ClusterDirectory directory;
    private final BinarySet binaries;
    private final Ports ports;

    ComponentSpecs(ClusterDirectory directory, BinarySet binaries, Ports ports) {
        this.directory = directory;
        this.binaries = binaries;
        this.ports = ports;
    }

    ProcessSpec of(Component component) {
        return switch (component) {
            case ETCD -> spec(component, binaries.etcd(), binaries.etcdVersion(), etcd());
            case API_SERVER -> kubernetes(component, apiServer());
            case CONTROLLER_MANAGER -> kubernetes(component, controllerManager());
            case SCHEDULER -> kubernetes(component, scheduler());
        };
    }

    /// Enough to find a component's process and end it.
    static ProcessSpec unknown(ClusterDirectory directory, Component component) {
        var nowhere = Path.of("/nonexistent");
        return new ProcessSpec(
                directory.id().toString(), component.program(), directory.root(), nowhere, "", List.of(), Map.of());
    }

    private ProcessSpec kubernetes(Component component, List<String> arguments) {
        var version = binaries.version().toString();
        return spec(component, binaries.program(component.program()), version, arguments);
    }

    private ProcessSpec spec(Component component, Path binary, String version, List<String> arguments) {
        // A third less heap for no visible cost at start.
        // A listener without MPTCP takes a filter, and connections with it are told from others: see SharedPort.
        var environment = Map.of("GOGC", "50", "GOMEMLIMIT", component.memoryLimit(), "GODEBUG", "multipathtcp=3");
        return new ProcessSpec(
                directory.id().toString(),
                component.program(),
                directory.root(),
                binary,
                version,
                arguments,
                environment);
    }

    private List<String> etcd() {
        // unix://localhost:N is a socket file of that name in the working directory: no port, no TLS, and only the
        // directory's owner can read what is in it.
        return List.of(
                "--name=bw",
                "--data-dir=etcd",
                "--listen-client-urls=unix://localhost:1",
                "--advertise-client-urls=unix://localhost:1",
                "--listen-peer-urls=unix://localhost:2",
                "--initial-advertise-peer-urls=unix://localhost:2",
                "--initial-cluster=bw=unix://localhost:2",
                "--listen-metrics-urls=http://127.0.0.1:" + ports.etcdMetrics(),
                // A single member: elected after 0.3 s instead of 0.5 s.
                "--heartbeat-interval=50",
                "--election-timeout=250",
                "--quota-backend-bytes=1073741824",
                "--snapshot-count=5000",
                "--log-level=warn");
    }

    private List<String> apiServer() {
        return concat(List.of(
                List.of(
                        "--etcd-servers=unix://localhost:1",
                        "--etcd-prefix=/registry",
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + ports.apiServer(),
                        // So that a successor can be started beside it.
                        ApiServerHandover.SHARES_ITS_PORT,
                        "--advertise-address=" + Network.ADVERTISED,
                        // No lease keys, and a faster stop.
                        "--endpoint-reconciler-type=none",
                        "--client-ca-file=pki/ca.crt",
                        "--tls-cert-file=pki/apiserver.crt",
                        "--tls-private-key-file=pki/apiserver.key",
                        "--tls-min-version=VersionTLS12",
                        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                        "--service-account-key-file=pki/sa.pub",
                        "--service-account-signing-key-file=pki/sa.key",
                        "--service-cluster-ip-range=" + Network.SERVICES,
                        "--authorization-mode=Node,RBAC",
                        "--enable-admission-plugins=NodeRestriction",
                        "--allow-privileged=true",
                        "--profiling=false",
                        "--event-ttl=1h"),
                apiServerOutwards(),
                apiServerRecords()));
    }

    private static List<String> apiServerOutwards() {
        return List.of(
                "--requestheader-client-ca-file=pki/front-proxy-ca.crt",
                "--requestheader-allowed-names=front-proxy-client",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--proxy-client-cert-file=pki/front-proxy.crt",
                "--proxy-client-key-file=pki/front-proxy.key",
                "--kubelet-client-certificate=pki/kubelet-client.crt",
                "--kubelet-client-key=pki/kubelet-client.key",
                "--kubelet-certificate-authority=pki/ca.crt",
                "--kubelet-preferred-address-types=InternalIP,Hostname",
                "--egress-selector-config-file=conf/egress.yaml");
    }

    private static List<String> apiServerRecords() {
        return List.of(
                "--encryption-provider-config=conf/encryption.yaml",
                "--encryption-provider-config-automatic-reload=true",
                "--audit-policy-file=conf/audit-policy.yaml",
                "--audit-log-path=log/audit.log",
                "--audit-log-maxsize=20",
                "--audit-log-maxbackup=3",
                "--audit-log-compress=true");
    }

    private List<String> controllerManager() {
        return concat(List.of(
                client("kcm", ports.controllerManager()),
                List.of(
                        // Each controller with an identity and rights of its own.
                        "--use-service-account-credentials=true",
                        "--root-ca-file=pki/ca.crt",
                        "--service-account-private-key-file=pki/sa.key",
                        "--cluster-signing-cert-file=pki/ca.crt",
                        "--cluster-signing-key-file=pki/ca.key",
                        "--allocate-node-cidrs=true",
                        "--cluster-cidr=" + Network.PODS,
                        "--node-cidr-mask-size=" + Network.NODE_MASK_BITS,
                        "--service-cluster-ip-range=" + Network.SERVICES,
                        "--node-monitor-period=5s",
                        "--node-monitor-grace-period=50s",
                        "--terminated-pod-gc-threshold=500")));
    }

    private List<String> scheduler() {
        return client("scheduler", ports.scheduler());
    }

    private static List<String> client(String who, int port) {
        return List.of(
                "--kubeconfig=conf/" + who + ".kubeconfig",
                "--authentication-kubeconfig=conf/" + who + ".kubeconfig",
                "--authorization-kubeconfig=conf/" + who + ".kubeconfig",
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--tls-cert-file=pki/" + who + "-serving.crt",
                "--tls-private-key-file=pki/" + who + "-serving.key",
                OPEN_PATHS,
                // One instance; also no wait of 15 s after a crash.
                "--leader-elect=false",
                // At the default of 20 the controllers' first tokens take nine seconds.
                "--kube-api-qps=200",
                "--kube-api-burst=400",
                "--profiling=false");
    }

    private static List<String> concat(List<List<String>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }
}
