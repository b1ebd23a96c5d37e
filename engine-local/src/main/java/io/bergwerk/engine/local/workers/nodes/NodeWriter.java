package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the objects of nodes.
final class NodeWriter {
    private static final Logger log = LoggerFactory.getLogger(NodeWriter.class);
    private static final String COLLECTION = "/api/v1/nodes";
    private static final String CSI_NODES = "/apis/storage.k8s.io/v1/csinodes";

    private final KubeApi api;
    private final Consumer<JsonNode> seen;

    /// @param seen told a node as it is after a write, ahead of the watch
    NodeWriter(KubeApi api, Consumer<JsonNode> seen) {
        this.api = api;
        this.seen = seen;
    }

    void create(ObjectNode object) {
        try {
            var made = api.create(COLLECTION, object);
            seen.accept(made);
            log.atInfo()
                    .addKeyValue("node", object.path("metadata").path("name").asText())
                    .log("node created");
            createCsiNode(Node.of(made));
        } catch (KubeException e) {
            if (!e.isAlreadyThere()) {
                throw e;
            }
        }
    }

    private void createCsiNode(Node node) {
        var object = KubeApi.JSON
                .createObjectNode()
                .put("apiVersion", "storage.k8s.io/v1")
                .put("kind", "CSINode");
        ownedBy(object.putObject("metadata").put("name", node.name()), node);
        object.putObject("spec").putArray("drivers");
        try {
            api.create(CSI_NODES, object);
        } catch (KubeException e) {
            log.atDebug().addKeyValue("node", node.name()).setCause(e).log("CSINode not created");
        }
    }

    void cordon(Node node, Instant now) {
        var patch = KubeApi.JSON.createObjectNode();
        var started = node.drainStarted().orElse(now).truncatedTo(ChronoUnit.SECONDS);
        patch.putObject("metadata").putObject("annotations").put(Drain.STARTED, started.toString());
        patch.putObject("spec").put("unschedulable", true);
        write(node, "", patch);
    }

    void uncordon(Node node) {
        var patch = KubeApi.JSON.createObjectNode();
        patch.putObject("metadata").putObject("annotations").putNull(Drain.STARTED);
        patch.putObject("spec").putNull("unschedulable");
        write(node, "", patch);
    }

    void heartbeat(Node node, String kubeletVersion, Instant now) {
        write(node, "/status", NodeObject.heartbeat(kubeletVersion, now, node.ready()));
    }

    void unready(Node node, String message, Instant now) {
        write(node, "/status", NodeObject.unready(message, now));
    }

    void dropAnnotation(Node node, String annotation) {
        var patch = KubeApi.JSON.createObjectNode();
        patch.putObject("metadata").putObject("annotations").putNull(annotation);
        write(node, "", patch);
    }

    private void write(Node node, String part, ObjectNode patch) {
        try {
            seen.accept(api.patch("%s/%s%s".formatted(COLLECTION, node.name(), part), patch));
        } catch (KubeException e) {
            if (!e.isNotFound()) { // a user deleted it; the watch is about to say so
                throw e;
            }
        }
    }

    void delete(Node node) {
        var options = KubeApi.JSON.createObjectNode();
        options.putObject("preconditions").put("uid", node.uid());
        try {
            api.delete(COLLECTION + "/" + node.name(), options);
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    static void ownedBy(ObjectNode metadata, Node node) {
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", node.name())
                .put("uid", node.uid());
    }
}
