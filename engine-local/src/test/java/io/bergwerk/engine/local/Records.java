package io.bergwerk.engine.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.engine.local.controlplane.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What the run records on the disk say.
final class Records {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Records() {}

    /// 0 if there is no record.
    static long pid(Path cluster, String component) {
        var file = cluster.resolve("run").resolve(component + ".json");
        try {
            return Files.exists(file) ? JSON.readTree(file.toFile()).path("pid").asLong() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Long> pids(Path cluster) {
        var pids = new TreeMap<String, Long>();
        for (var component : Component.values()) {
            pids.put(component.program(), pid(cluster, component.program()));
        }
        return pids;
    }
}
