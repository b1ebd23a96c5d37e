package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.NodeGeneration;
import io.bergwerk.engine.WorkerGroup;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A node's [NodeGeneration] as a short hash.
///
/// It stands on the node as an annotation; of a node without one it is read from what the node shows.
final class Generation {
    static final String ANNOTATION = "bergwerk.dev/worker-generation";
    private static final int LENGTH = 8;

    private Generation() {}

    static String of(WorkerGroup group, KubernetesVersion version) {
        var generation = NodeGeneration.of(group, version);
        return hash(
                generation.machineType(),
                generation.kubernetesMinor(),
                generation.image().toString());
    }

    static String of(JsonNode node) {
        var written = node.path("metadata").path("annotations").path(ANNOTATION).asText("");
        if (!written.isEmpty()) {
            return written;
        }
        var info = node.path("status").path("nodeInfo");
        var version = info.path("kubeletVersion").asText("").split("\\.", -1);
        var minor = version.length < 2 ? "" : version[0].replace("v", "") + "." + version[1];
        var type = node.path("metadata").path("labels").path("node.kubernetes.io/instance-type");
        return hash(type.asText(""), minor, info.path("osImage").asText(""));
    }

    private static String hash(String machineType, String minor, String image) {
        return HexFormat.of()
                .formatHex(sha256("%s/%s/%s".formatted(machineType, minor, image)))
                .substring(0, LENGTH);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
