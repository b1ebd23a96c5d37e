package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/// Sees every change of a cluster's nodes and of the pods of one Deployment through the API server, whoever makes
/// it, and remembers the worst moments and what was done.
final class RollWatcher implements AutoCloseable {
    private static final String APP = "web";

    /// The worst since [#begin].
    record Worst(int mostNodes, int fewestReadyNodes, int fewestReadyPods) {
        @Override
        public String toString() {
            return "at most %d nodes, at least %d ready, at least %d ready pods"
                    .formatted(mostNodes, fewestReadyNodes, fewestReadyPods);
        }
    }

    private final KubernetesClient client;
    private final List<Watch> watches = new ArrayList<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Pod> pods = new HashMap<>();
    private final List<String> done = new ArrayList<>();
    private Worst worst = new Worst(0, 0, 0);

    private RollWatcher(KubernetesClient client) {
        this.client = client;
    }

    static RollWatcher of(TestHost host, ClusterId cluster) {
        var endpoint = host.engine().observe(cluster).endpoint().orElseThrow();
        var now = Instant.now();
        var order = new KubeconfigOrder(
                UUID.randomUUID(), "watcher@local", KubeconfigRole.ADMIN, now.minusSeconds(60), now.plusSeconds(900));
        var credentials = host.engine().issueKubeconfig(cluster, order);
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl(endpoint.server().toString())
                .withCaCertData(base64(endpoint.caPem()))
                .withClientCertData(base64(credentials.certificatePem()))
                .withClientKeyData(base64(credentials.keyPem()))
                .withClientKeyAlgo("EC")
                .build();
        var watcher =
                new RollWatcher(new KubernetesClientBuilder().withConfig(config).build());
        watcher.start();
        return watcher;
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private void start() {
        watches.add(client.nodes().watch(new Changes<>(this::nodeChanged)));
        watches.add(client.pods().inNamespace("default").withLabel("app", APP).watch(new Changes<>(this::podChanged)));
        watches.add(client.configMaps()
                .inNamespace("kube-system")
                .withName("bergwerk-worker-groups")
                .watch(new Changes<ConfigMap>((_, _) -> did("size"))));
    }

    private synchronized void nodeChanged(Watcher.Action action, Node node) {
        var name = node.getMetadata().getName();
        if (action == Watcher.Action.DELETED) {
            nodes.remove(name);
            did("remove " + name);
        } else {
            var former = nodes.put(name, node);
            if (former == null) {
                did("create " + name);
            } else if (isCordoned(node) && !isCordoned(former)) {
                did("cordon " + name);
            }
        }
        look();
    }

    private synchronized void podChanged(Watcher.Action action, Pod pod) {
        var uid = pod.getMetadata().getUid();
        if (action == Watcher.Action.DELETED) {
            pods.remove(uid);
        } else {
            var former = pods.put(uid, pod);
            if (former != null
                    && former.getMetadata().getDeletionTimestamp() == null
                    && pod.getMetadata().getDeletionTimestamp() != null) {
                did("evict " + pod.getMetadata().getName());
            }
        }
        look();
    }

    private synchronized void did(String what) {
        done.add(what);
    }

    private void look() {
        worst = new Worst(
                Math.max(worst.mostNodes(), nodes.size()),
                Math.min(worst.fewestReadyNodes(), readyNodes()),
                Math.min(worst.fewestReadyPods(), readyPods()));
    }

    private static boolean isCordoned(Node node) {
        return Boolean.TRUE.equals(node.getSpec().getUnschedulable());
    }

    /// Those that take pods.
    private int readyNodes() {
        return (int) nodes.values().stream()
                .filter(node -> !isCordoned(node)
                        && node.getStatus().getConditions().stream()
                                .anyMatch(condition -> condition.getType().equals("Ready")
                                        && condition.getStatus().equals("True")))
                .count();
    }

    /// As disruption budgets count them.
    private int readyPods() {
        return (int) pods.values().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null
                        && pod.getStatus().getConditions().stream()
                                .anyMatch(condition -> condition.getType().equals("Ready")
                                        && condition.getStatus().equals("True")))
                .count();
    }

    /// From now on, when there are so many of each, the worst is remembered.
    synchronized boolean begin(int expectedNodes, int expectedPods) {
        worst = new Worst(nodes.size(), readyNodes(), readyPods());
        done.clear();
        return worst.equals(new Worst(expectedNodes, expectedNodes, expectedPods));
    }

    synchronized Worst worst() {
        return worst;
    }

    /// Everything that was done to nodes, their number and the pods, in order.
    synchronized List<String> done() {
        return List.copyOf(done);
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        client.close();
    }

    /// Control planes run on while servers die, so that a watch has no reason to break.
    private final class Changes<T extends HasMetadata> implements Watcher<T> {
        private final BiConsumer<Action, T> changed;

        Changes(BiConsumer<Action, T> changed) {
            this.changed = changed;
        }

        @Override
        public void eventReceived(Action action, T object) {
            if (action != Action.BOOKMARK) {
                changed.accept(action, object);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            did("the watch broke: " + cause);
        }
    }
}
