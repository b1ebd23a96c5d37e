package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What Java keeps of a training run for later starts, as the launcher makes it before the first one.
record AotCache(Path file) {
    static AotCache in(Workbench bench) throws IOException {
        return new AotCache(Files.createDirectories(bench.fresh("aot")).resolve("server.aot"));
    }

    /// For the training run, which writes it at its end.
    List<String> making() {
        return List.of("-XX:AOTCacheOutput=" + file);
    }

    List<String> using() {
        return List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off");
    }

    /// The calls that the launcher makes in its training run.
    static void train(Calls calls) throws IOException, InterruptedException {
        for (var method : List.of("VersionService/Get", "HealthService/Get", "AssetService/List")) {
            calls.call("api.v1." + method, "{}");
        }
        var user = calls.call("api.v1.UserService/Get", "{}");
        var project = user.at("/user/defaultProject/uuid").asText();
        calls.call("api.v1.ClusterService/List", "{\"project\": \"%s\"}".formatted(project));
    }

    void requireMade() throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("the training run left no AOT cache");
        }
    }
}
