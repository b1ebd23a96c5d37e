package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.nodes.PodsOnNodes.PodOnNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Which volumes are attached to nodes; asked only while a node is being drained.
final class Attachments {
    private static final String COLLECTION = "/apis/storage.k8s.io/v1/volumeattachments?limit=2000";

    private final KubeApi api;

    Attachments(KubeApi api) {
        this.api = api;
    }

    /// Name of a volume that is attached to the node.
    Optional<String> anyOn(String node) {
        return on(node).map(Attachments::volume).findFirst();
    }

    /// Whether a volume of a pod that has left the node is still attached to it.
    ///
    /// @param left the pods that have not
    boolean areLeaving(String node, List<PodOnNode> left) {
        return on(node).anyMatch(attachment -> !isUsed(attachment, left));
    }

    private Stream<JsonNode> on(String node) {
        return StreamSupport.stream(api.get(COLLECTION).path("items").spliterator(), false)
                .filter(item -> item.at("/spec/nodeName").asText().equals(node));
    }

    private static String volume(JsonNode attachment) {
        return attachment.at("/spec/source/persistentVolumeName").asText();
    }

    private boolean isUsed(JsonNode attachment, List<PodOnNode> left) {
        try {
            var claim =
                    api.get("/api/v1/persistentvolumes/" + volume(attachment)).at("/spec/claimRef");
            var namespace = claim.path("namespace").asText();
            var name = claim.path("name").asText();
            return left.stream()
                    .anyMatch(pod ->
                            pod.namespace().equals(namespace) && pod.claims().contains(name));
        } catch (KubeException e) {
            if (e.isNotFound()) {
                return false;
            }
            throw e;
        }
    }
}
