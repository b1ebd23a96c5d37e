package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A cluster that a shell script starts: the same programs with the same flags, and nothing that looks after them.
final class ScriptCluster implements AutoCloseable {
    private final Path directory;
    private final Child script;

    private ScriptCluster(Path directory, Child script) {
        this.directory = directory;
        this.script = script;
    }

    static ScriptCluster start(Workbench bench, int nodes) throws IOException {
        var programs = Programs.find(bench.cache());
        var directory = bench.fresh("s");
        var command = List.of(
                bench.home().resolve("bench/scripts/cluster.sh").toString(),
                directory.toString(),
                programs.kubernetes().toString(),
                programs.etcd().toString(),
                String.valueOf(FreePorts.inARow(4)),
                String.valueOf(nodes));
        var script = bench.keep(Child.start("cluster.sh", command, Map.of(), bench.fresh("log")));
        return new ScriptCluster(directory, script);
    }

    /// Empty until the script has written it.
    Optional<String> kubeconfig() throws IOException {
        if (!script.isAlive()) {
            throw new IOException("cluster.sh has ended");
        }
        var file = directory.resolve("admin.kubeconfig");
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /// The four programs.
    List<Long> pids() {
        return script.tree().stream().filter(pid -> pid != script.pid()).toList();
    }

    @Override
    public void close() {
        script.close();
    }
}
