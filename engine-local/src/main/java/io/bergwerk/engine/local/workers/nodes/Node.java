package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What the workers keep in memory of a Node object.
///
/// @param ours whether the workers made it; users may register nodes of their own
/// @param internalIp empty until known
/// @param podCidr empty until the controller manager gave it one
public record Node(
        String name,
        String uid,
        long version,
        boolean ours,
        String internalIp,
        String podCidr,
        String kubeletVersion,
        boolean ready,
        boolean unschedulable,
        boolean deleting,
        Optional<Instant> drainStarted) {
    /// Unlike labels and annotations this cannot be changed once a node has it.
    private static final String OUR_PROVIDER = "metal:///";

    public static Node of(JsonNode object) {
        var metadata = object.path("metadata");
        var status = object.path("status");
        var provider = object.path("spec").path("providerID").asText("");
        return new Node(
                metadata.path("name").asText(),
                metadata.path("uid").asText(),
                metadata.path("resourceVersion").asLong(),
                provider.startsWith(OUR_PROVIDER),
                internalIp(status),
                object.path("spec").path("podCIDR").asText(""),
                status.path("nodeInfo").path("kubeletVersion").asText(""),
                isReady(status),
                object.path("spec").path("unschedulable").asBoolean(false),
                metadata.has("deletionTimestamp"),
                instant(metadata.path("annotations").path(Drain.STARTED).asText("")));
    }

    /// Whether a watch brings an older state than the one that a call's answer brought already.
    boolean isOlderThan(Node other) {
        return uid.equals(other.uid) && version < other.version;
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
    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static boolean isReady(JsonNode status) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
