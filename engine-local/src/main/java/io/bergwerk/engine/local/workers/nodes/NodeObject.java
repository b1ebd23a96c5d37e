package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineType;
import io.bergwerk.engine.WorkerGroup;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.place.Spot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Writes Node objects as a kubelet of a simulated machine would.
public final class NodeObject {
    public static final String SIMULATED = "bergwerk.dev/simulated";
    public static final String GROUP = "bergwerk.dev/worker-group";

    static final int KUBELET_PORT = 10250;

    private static final String NOTICE = "This node is simulated: its pods have a status but run no containers.";
    private static final long KIB = 1024;
    private static final long RESERVED_CPU_MILLIS = 200;
    private static final long RESERVED_MEMORY_BYTES = 1536L * 1024 * 1024; // system and kubelet, as on a real machine
    private static final int PODS_MAX = 250;
    private static final int WEB_SOCKET_EXEC_MINOR = 36; // first minor whose API server forwards WebSockets to nodes

    private NodeObject() {}

    /// The whole object with its status, which the API accepts in one POST.
    static ObjectNode of(ClusterOrder order, NewNode node, String ip, Instant now) {
        var object = KubeApi.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Node");
        var metadata = object.putObject("metadata").put("name", node.name());
        labels(metadata.putObject("labels"), order, node);
        metadata.putObject("annotations")
                .put("volumes.kubernetes.io/controller-managed-attach-detach", "true")
                .put("node.alpha.kubernetes.io/ttl", "0")
                .put(GROUP, node.group().name())
                .put(Generation.ANNOTATION, node.generation())
                .put("bergwerk.dev/notice", NOTICE);
        object.putObject("spec").put("providerID", "metal:///%s/%s".formatted(order.partition(), node.machine()));
        status(object.putObject("status"), order.version(), node, ip, now);
        return object;
    }

    private static void labels(ObjectNode labels, ClusterOrder order, NewNode node) {
        labels.put("kubernetes.io/hostname", node.name());
        groupLabels(labels, order, node.group());
    }

    private static void groupLabels(ObjectNode labels, ClusterOrder order, WorkerGroup group) {
        labels.put("kubernetes.io/os", "linux")
                .put("kubernetes.io/arch", "amd64")
                .put("node.kubernetes.io/instance-type", group.machineType().id())
                .put("topology.kubernetes.io/region", order.region())
                .put("topology.kubernetes.io/zone", order.partition())
                .put(GROUP, group.name())
                .put(SIMULATED, "true");
    }

    /// What the scheduler would see of another node of a group.
    public static Spot spot(ClusterOrder order, WorkerGroup group) {
        var object = KubeApi.JSON.createObjectNode();
        groupLabels(object.putObject("metadata").putObject("labels"), order, group);
        allocatable(object.putObject("status").putObject("allocatable"), group.machineType());
        return Spot.of(object);
    }

    private static void status(ObjectNode status, KubernetesVersion version, NewNode node, String ip, Instant now) {
        var addresses = status.putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", ip);
        addresses.addObject().put("type", "Hostname").put("address", node.name());
        resources(status.putObject("capacity"), node.group().machineType(), 0, 0);
        allocatable(status.putObject("allocatable"), node.group().machineType());
        nodeInfo(status.putObject("nodeInfo"), version, node);
        status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", KUBELET_PORT);
        if (version.minor() >= WEB_SOCKET_EXEC_MINOR) {
            status.putArray("declaredFeatures").add("ExtendWebSocketsToKubelet");
        }
        conditions(status.putArray("conditions"), now, true);
    }

    private static void allocatable(ObjectNode list, MachineType type) {
        resources(list, type, RESERVED_CPU_MILLIS, RESERVED_MEMORY_BYTES);
    }

    private static void resources(ObjectNode list, MachineType type, long reservedMillis, long reservedBytes) {
        var millis = 2000L * type.cpus() - reservedMillis;
        list.put("cpu", millis % 1000 == 0 ? Long.toString(millis / 1000) : millis + "m")
                .put("memory", Math.max(0, type.memoryBytes() - reservedBytes) / KIB + "Ki")
                .put("ephemeral-storage", type.storageBytes() / KIB + "Ki")
                .put("pods", Integer.toString(PODS_MAX));
    }

    private static void nodeInfo(ObjectNode info, KubernetesVersion version, NewNode node) {
        info.put("architecture", "amd64")
                .put("operatingSystem", "linux")
                .put("osImage", node.group().image().toString())
                .put("kernelVersion", "6.12.0-simulated")
                .put("containerRuntimeVersion", "sim://1.0.0")
                .put("kubeletVersion", "v" + version)
                .put("kubeProxyVersion", "")
                .put("machineID", node.machine().toString().replace("-", ""))
                .put("systemUUID", node.machine().toString())
                .put("bootID", bootId(node).toString());
    }

    private static UUID bootId(NewNode node) {
        return UUID.nameUUIDFromBytes(("boot/" + node.machine()).getBytes(StandardCharsets.UTF_8));
    }

    /// The five conditions of a node that is well.
    ///
    /// @param fresh whether they begin now; otherwise only their heartbeat is written
    static void conditions(ArrayNode conditions, Instant now, boolean fresh) {
        condition(
                conditions, "Ready", "True", "KubeletReady", "kubelet is posting ready status (simulated)", now, fresh);
        condition(
                conditions,
                "MemoryPressure",
                "False",
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available",
                now,
                fresh);
        condition(
                conditions,
                "DiskPressure",
                "False",
                "KubeletHasNoDiskPressure",
                "kubelet has no disk pressure",
                now,
                fresh);
        condition(
                conditions,
                "PIDPressure",
                "False",
                "KubeletHasSufficientPID",
                "kubelet has sufficient PID available",
                now,
                fresh);
        condition(conditions, "NetworkUnavailable", "False", "RouteCreated", "the network is simulated", now, fresh);
    }

    private static void condition(
            ArrayNode list, String type, String status, String reason, String message, Instant now, boolean fresh) {
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var condition = list.addObject()
                .put("type", type)
                .put("status", status)
                .put("reason", reason)
                .put("message", message)
                .put("lastHeartbeatTime", time);
        if (fresh) {
            condition.put("lastTransitionTime", time);
        }
    }

    /// What a kubelet reports every ten minutes, and once it works again.
    ///
    /// @param kubeletVersion with the `v` in front
    static ObjectNode heartbeat(String kubeletVersion, Instant now, boolean wasReady) {
        var patch = KubeApi.JSON.createObjectNode();
        var status = patch.putObject("status");
        conditions(status.putArray("conditions"), now, !wasReady);
        status.putObject("nodeInfo").put("kubeletVersion", kubeletVersion);
        return patch;
    }

    /// What a kubelet reports while it cannot run pods.
    static ObjectNode unready(String message, Instant now) {
        var patch = KubeApi.JSON.createObjectNode();
        var conditions = patch.putObject("status").putArray("conditions");
        condition(conditions, "Ready", "False", "KubeletNotReady", message, now, true);
        return patch;
    }
}
