package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bergwerk.engine.local.workers.place.Resources;
import io.bergwerk.engine.local.workers.place.Spot;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/// What the workers keep in memory of a Node object.
///
/// @param ours whether the workers made it; users may register nodes of their own
/// @param generation see [Generation]
/// @param internalIp empty until known
/// @param podCidr empty until the controller manager gave it one
/// @param readyChanged when it last became Ready, or ceased to be
/// @param notes what its annotations ask for
/// @param drainStarted when the workers began to drain it; empty if they did not
/// @param spot what the scheduler sees of it
public record Node(
        String name,
        String uid,
        long version,
        boolean ours,
        String group,
        String generation,
        Instant created,
        String internalIp,
        String podCidr,
        String kubeletVersion,
        boolean ready,
        Instant readyChanged,
        boolean unschedulable,
        boolean deleting,
        Notes notes,
        Optional<Instant> drainStarted,
        Spot spot) {
    /// What users ask of a node by its annotations.
    ///
    /// @param fault how its kubelet is broken
    /// @param restartKubelet whether its kubelet is to be restarted
    /// @param keep whether the autoscaler leaves it alone
    public record Notes(Fault fault, boolean restartKubelet, boolean keep) {
        static final String FAULT = "sim.bergwerk.dev/broken";
        static final String RESTART = "worker.gardener.cloud/restart-systemd-services";
        static final String KEEP = "cluster-autoscaler.kubernetes.io/scale-down-disabled";

        static Notes of(JsonNode annotations) {
            var services = annotations.path(RESTART).asText("").split(",", -1);
            var restart = Arrays.stream(services).map(String::strip).anyMatch("kubelet"::equals);
            return new Notes(
                    Fault.of(annotations.path(FAULT).asText("")),
                    restart,
                    annotations.path(KEEP).asText("").equals("true"));
        }
    }

    /// How a simulated kubelet is broken.
    public enum Fault {
        NONE,
        /// It reports nothing any more (`true`).
        SILENT,
        /// It reports that it is not Ready (`not-ready`).
        UNREADY;

        static Fault of(String annotation) {
            return switch (annotation) {
                case "true" -> SILENT;
                case "not-ready" -> UNREADY;
                default -> NONE;
            };
        }
    }

    /// Unlike labels and annotations this cannot be changed once a node has it.
    private static final String OUR_PROVIDER = "metal:///";

    public static Node of(JsonNode object) {
        var metadata = object.path("metadata");
        var status = object.path("status");
        var provider = object.path("spec").path("providerID").asText("");
        var annotations = metadata.path("annotations");
        return new Node(
                metadata.path("name").asText(),
                metadata.path("uid").asText(),
                metadata.path("resourceVersion").asLong(),
                provider.startsWith(OUR_PROVIDER),
                annotations.path(NodeObject.GROUP).asText("").intern(),
                Generation.of(object).intern(),
                instant(metadata.path("creationTimestamp")).orElse(Instant.EPOCH),
                internalIp(status),
                object.path("spec").path("podCIDR").asText(""),
                status.path("nodeInfo").path("kubeletVersion").asText("").intern(),
                readyCondition(status).path("status").asText("").equals("True"),
                instant(readyCondition(status).path("lastTransitionTime")).orElse(Instant.EPOCH),
                object.path("spec").path("unschedulable").asBoolean(false),
                metadata.has("deletionTimestamp"),
                Notes.of(annotations),
                instant(annotations.path(Drain.STARTED)),
                Spot.of(object));
    }

    /// Whether a watch brings an older state than the one that a call's answer brought already.
    boolean isOlderThan(Node other) {
        return uid.equals(other.uid) && version < other.version;
    }

    /// Whether its kubelet does what kubelets do.
    public boolean isAlive() {
        return notes.fault() == Fault.NONE;
    }

    public boolean isKept() {
        return drainStarted.isEmpty() && !deleting;
    }

    public Resources allocatable() {
        return spot.free();
    }

    private static String internalIp(JsonNode status) {
        for (var address : status.path("addresses")) {
            if (address.path("type").asText().equals("InternalIP")) {
                return address.path("address").asText();
            }
        }
        return "";
    }

    /// Users can write annotations; what is no time counts as absent.
    private static Optional<Instant> instant(JsonNode node) {
        var text = node.asText("");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static JsonNode readyCondition(JsonNode status) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }
}
