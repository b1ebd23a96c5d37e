package io.bergwerk.testing.engine;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.engine.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The machinery that clusters run on, as a script: it stands outside of every server and survives them.
///
/// Each server gets its own [ScriptedEngine] on it. Safe for use by many threads.
public final class ScriptedWorld {
    private static final int FIRST_PORT = 20_000;

    /// What an observation tells of a cluster.
    public enum Part {
        API_SERVER,
        CONTROL_PLANE,
        NODES,
        SYSTEM_COMPONENTS,
        OBSERVABILITY
    }

    final Map<ClusterId, ScriptedCluster> clusters = new HashMap<>();
    final Script script = new Script();
    final ScriptedBackups backups = new ScriptedBackups();
    boolean apiAnswersEarly;
    boolean nodesOneByOne;
    private boolean sharesAuthority;
    private Optional<TestAuthority> shared = Optional.empty();
    private final Map<KubernetesVersion, VersionAvailability> versions = new HashMap<>();
    private final List<Made> made = new ArrayList<>();
    private final List<Made> gone = new ArrayList<>();
    private final Map<ClusterId, List<Map<String, Integer>>> nodesSeen = new HashMap<>();
    private final List<Consumer<ClusterId>> listeners = new CopyOnWriteArrayList<>();

    /// Something that an engine made anew for a cluster, as opposed to having found it there.
    public record Made(ClusterId cluster, String what) {}

    /// An engine on this world for one server, which ends when that server does.
    public ScriptedEngine engine(Mortality server) {
        return new ScriptedEngine(this, server);
    }

    /// An engine for a server that is not going to die.
    public ScriptedEngine engine() {
        return engine(new Mortality());
    }

    /// Lets the first calls for every cluster answer that they wait.
    public synchronized void waits(EngineCall call, int times) {
        script.wait(call, times);
    }

    /// Lets the first calls for every cluster fail.
    public synchronized void fails(EngineCall call, int times) {
        script.fail(call, times);
    }

    /// Lets the call wait until it [speaks][#speaks(EngineCall)] again.
    public synchronized void staysSilent(EngineCall call) {
        script.silence(call, true);
    }

    /// Lets every API server answer from the first call for its control plane on, whatever that call answers.
    public synchronized void answersEarly() {
        apiAnswersEarly = true;
    }

    /// Lets all clusters have one certificate authority, so that making many of them costs next to nothing.
    public synchronized void sharesAuthority() {
        sharesAuthority = true;
    }

    /// Lets each call for workers move one node of a group in and one out, and wait while some are left to be moved.
    /// Without this each call moves all.
    public synchronized void movesNodesOneByOne() {
        nodesOneByOne = true;
    }

    /// Ends a silence and tells the listeners that every cluster is worth another look.
    public void speaks(EngineCall call) {
        Set<ClusterId> concerned;
        synchronized (this) {
            script.silence(call, false);
            concerned = Set.copyOf(clusters.keySet());
        }
        concerned.forEach(this::tell);
    }

    public synchronized void versionIs(KubernetesVersion version, VersionAvailability availability) {
        versions.put(version, availability);
    }

    synchronized VersionAvailability availability(KubernetesVersion version) {
        return versions.getOrDefault(version, new VersionAvailability.Available());
    }

    /// Lets a part of a running cluster look broken from now on.
    public void breaks(ClusterId cluster, Part part, String reason, String message) {
        synchronized (this) {
            require(cluster).broken.put(part, new Fact(Fact.Status.FALSE, reason, message));
        }
        tell(cluster);
    }

    public void heals(ClusterId cluster, Part part) {
        synchronized (this) {
            require(cluster).broken.remove(part);
        }
        tell(cluster);
    }

    /// Lets a running cluster say what runs on its nodes.
    public synchronized void runs(ClusterId cluster, Workload workload) {
        require(cluster).workload = Optional.of(workload);
    }

    /// Puts something there that no server asked for, as an engine's leftovers are.
    public synchronized void strand(ClusterId cluster) {
        clusters.put(cluster, newCluster(cluster));
    }

    /// Lets a running cluster have a backup.
    public synchronized void backUp(ClusterId cluster, ClusterBackup backup) {
        require(cluster);
        backups.add(cluster, backup);
    }

    /// Lets the engine's retention time of a removed cluster end.
    public synchronized void purge(ClusterId cluster) {
        backups.purge(cluster);
    }

    void discard(ClusterId id) {
        var gone = clusters.remove(id);
        if (gone != null && gone.controlPlaneReady) {
            gone.dropNodes();
            backups.keep(id, gone);
            backups.add(
                    id,
                    new ClusterBackup(
                            UUID.randomUUID(), Instant.now(), Occasion.DELETION, new KubernetesVersion(1, 36, 3), 1));
        }
    }

    void restore(ClusterId id, RestoreOrder restore) {
        if (backups.finish(restore.id())) {
            ScriptedBackups.letIn(require(id), restore.kubeconfigs());
            record(id, "restore of " + restore.backup());
        }
    }

    void takeBack(ClusterId id, List<KubeconfigOrder> kubeconfigs) {
        backups.takeBack(id).ifPresent(cluster -> {
            ScriptedBackups.letIn(cluster, kubeconfigs);
            clusters.putIfAbsent(id, cluster);
        });
    }

    /// All that was made for a cluster, in order. Something that stands here twice was made twice.
    public synchronized List<String> made(ClusterId cluster) {
        return made.stream()
                .filter(thing -> thing.cluster().equals(cluster))
                .map(Made::what)
                .toList();
    }

    /// All that was taken away from a cluster that stays, in order.
    public synchronized List<String> gone(ClusterId cluster) {
        return gone.stream()
                .filter(thing -> thing.cluster().equals(cluster))
                .map(Made::what)
                .toList();
    }

    public synchronized Set<ClusterId> clusters() {
        return Set.copyOf(clusters.keySet());
    }

    public synchronized int nodes(ClusterId cluster) {
        return Optional.ofNullable(clusters.get(cluster))
                .map(found -> found.nodes.count())
                .orElse(0);
    }

    /// How many nodes each group of a cluster had, by its name, after each time that nodes came or went.
    public synchronized List<Map<String, Integer>> nodesSeen(ClusterId cluster) {
        return List.copyOf(nodesSeen.getOrDefault(cluster, List.of()));
    }

    /// The kubeconfigs that have rights in the cluster.
    public synchronized Set<UUID> bindings(ClusterId cluster) {
        return Optional.ofNullable(clusters.get(cluster))
                .map(found -> Set.copyOf(found.bindings.keySet()))
                .orElse(Set.of());
    }

    /// What the kubeconfigs of the cluster may do, by name of the role.
    public synchronized List<String> roles(ClusterId cluster) {
        return Optional.ofNullable(clusters.get(cluster)).stream()
                .flatMap(found -> found.bindings.values().stream())
                .map(Enum::name)
                .toList();
    }

    /// Lets a group of a running cluster want to be as large, as if its pods asked for it.
    public void grows(ClusterId cluster, String group, int size) {
        synchronized (this) {
            require(cluster).nodes.grow(group, size);
        }
        tell(cluster);
    }

    synchronized void record(ClusterId cluster, String what) {
        made.add(new Made(cluster, what));
    }

    /// Brings nodes closer to an order; says whether they are as ordered now.
    boolean moveNodes(ScriptedCluster cluster, ClusterOrder order) {
        var moved = cluster.nodes.bringTo(order, nodesOneByOne ? 1 : Integer.MAX_VALUE);
        moved.made().forEach(node -> record(order.id(), "node " + node));
        moved.gone().forEach(node -> gone.add(new Made(order.id(), "node " + node)));
        nodesSeen.computeIfAbsent(order.id(), _ -> new ArrayList<>()).addAll(moved.seen());
        return moved.asOrdered();
    }

    ScriptedCluster findOrMake(ClusterId id) {
        return clusters.computeIfAbsent(id, _ -> {
            record(id, "control plane");
            return newCluster(id);
        });
    }

    private ScriptedCluster newCluster(ClusterId id) {
        return new ScriptedCluster(id, FIRST_PORT + clusters.size(), authority(id));
    }

    private TestAuthority authority(ClusterId id) {
        if (!sharesAuthority) {
            return new TestAuthority("bergwerk-" + id);
        }
        var one = shared.orElseGet(() -> new TestAuthority("bergwerk"));
        shared = Optional.of(one);
        return one;
    }

    private ScriptedCluster require(ClusterId id) {
        var found = clusters.get(id);
        if (found == null) {
            throw new IllegalArgumentException("cluster: %s (expected: one that was made)".formatted(id));
        }
        return found;
    }

    void listen(Consumer<ClusterId> listener) {
        listeners.add(listener);
    }

    void forget(Consumer<ClusterId> listener) {
        listeners.remove(listener);
    }

    void tell(ClusterId cluster) {
        listeners.forEach(listener -> listener.accept(cluster));
    }
}
