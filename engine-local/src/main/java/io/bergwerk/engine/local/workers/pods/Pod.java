package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.local.workers.nodes.PodsOnNodes.PodOnNode;
import io.bergwerk.engine.local.workers.pods.Container.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the workers keep in memory of a Pod object: a tenth of the object, and nothing that is secret.
///
/// @param node empty until scheduled
/// @param owner kind of the controller that made it; empty if there is none
/// @param ownerUid of that controller; the pod's own if there is none
/// @param deadline how long it may run at most
/// @param deletion when its deletion was asked for and how long it may take
/// @param placement what it asks of nodes, and of those who want to move it
/// @param containers in the order init containers, containers, ephemeral containers
public record Pod(
        PodKey key,
        String uid,
        long version,
        long generation,
        String node,
        boolean hostNetwork,
        RestartPolicy restartPolicy,
        String owner,
        String ownerUid,
        Optional<Duration> deadline,
        Optional<Deletion> deletion,
        Knobs knobs,
        Placement placement,
        List<Container> containers,
        List<String> readinessGates,
        List<Reference> references,
        PodStatus status) {
    /// When containers are started again.
    enum RestartPolicy {
        ALWAYS,
        ON_FAILURE,
        NEVER;

        static RestartPolicy of(String word) {
            return switch (word) {
                case "Never" -> NEVER;
                case "OnFailure" -> ON_FAILURE;
                default -> ALWAYS;
            };
        }
    }

    /// A deletion that was asked for.
    record Deletion(Instant asked, Duration grace) {}

    public static Pod of(JsonNode object) {
        var metadata = object.path("metadata");
        var spec = object.path("spec");
        return new Pod(
                keyOf(object),
                metadata.path("uid").asText(),
                metadata.path("resourceVersion").asLong(),
                metadata.path("generation").asLong(),
                spec.path("nodeName").asText("").intern(),
                spec.path("hostNetwork").asBoolean(false),
                RestartPolicy.of(spec.path("restartPolicy").asText("")),
                owner(metadata, "kind"),
                owner(metadata, "uid"),
                seconds(spec.path("activeDeadlineSeconds")),
                deletion(metadata),
                Knobs.of(metadata.path("annotations")),
                Placement.of(object),
                containers(spec),
                gates(spec),
                Reference.of(spec),
                PodStatus.of(object.path("status")));
    }

    static PodKey keyOf(JsonNode object) {
        var metadata = object.path("metadata");
        return new PodKey(
                metadata.path("namespace").asText().intern(),
                metadata.path("name").asText());
    }

    private static String owner(JsonNode metadata, String field) {
        for (var owner : metadata.path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                return owner.path(field).asText().intern();
            }
        }
        return field.equals("uid") ? metadata.path("uid").asText() : "";
    }

    private static Optional<Duration> seconds(JsonNode node) {
        return node.isNumber() ? Optional.of(Duration.ofSeconds(node.asLong())) : Optional.empty();
    }

    private static Optional<Deletion> deletion(JsonNode metadata) {
        var time = metadata.path("deletionTimestamp").asText("");
        if (time.isEmpty()) {
            return Optional.empty();
        }
        var grace =
                Duration.ofSeconds(metadata.path("deletionGracePeriodSeconds").asLong(0));
        return Optional.of(new Deletion(Instant.parse(time).minus(grace), grace));
    }

    private static List<Container> containers(JsonNode spec) {
        var containers = new ArrayList<Container>();
        for (var container : spec.path("initContainers")) {
            var stays = container.path("restartPolicy").asText("").equals("Always");
            containers.add(Container.of(container, stays ? Kind.SIDECAR : Kind.INIT));
        }
        spec.path("containers").forEach(container -> containers.add(Container.of(container, Kind.MAIN)));
        spec.path("ephemeralContainers").forEach(container -> containers.add(Container.of(container, Kind.EPHEMERAL)));
        return List.copyOf(containers);
    }

    private static List<String> gates(JsonNode spec) {
        var gates = new ArrayList<String>();
        spec.path("readinessGates")
                .forEach(gate -> gates.add(gate.path("conditionType").asText()));
        return List.copyOf(gates);
    }

    public Optional<Container> container(String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    /// What a container is doing; one without a status has not been looked at yet.
    public ContainerStatus statusOf(Container container) {
        var found = status.containers().get(container.name());
        return found == null ? ContainerStatus.waiting("ContainerCreating") : found;
    }

    List<Container> of(Kind kind) {
        return containers.stream().filter(container -> container.kind() == kind).toList();
    }

    public boolean isReady() {
        return deletion.isEmpty() && status.holds("Ready");
    }

    /// Whether it belongs to its node, or has ended: it does not move if the node goes.
    public boolean staysOnNode() {
        return owner.equals("DaemonSet") || placement.mirror() || status.isEnded();
    }

    PodOnNode onNode() {
        return new PodOnNode(
                key.namespace(),
                key.name(),
                uid,
                ownerUid,
                staysOnNode(),
                owner.equals("StatefulSet") || !placement.claims().isEmpty(),
                placement.claims(),
                deletion.map(it -> it.asked().plus(it.grace())));
    }

    /// Jobs expect their pods to end by themselves.
    boolean runsToCompletion() {
        return owner.equals("Job");
    }
}
