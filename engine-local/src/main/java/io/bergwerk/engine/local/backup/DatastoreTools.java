package io.bergwerk.engine.local.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// etcd's own tools, run in a cluster's directory, where the datastore's socket lies.
public final class DatastoreTools {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SOCKET = "--endpoints=unix://localhost:1";
    private static final int LONGEST_COMPLAINT = 500;

    /// etcd takes at most 128 operations in one transaction.
    private static final int DELETIONS_AT_A_TIME = 100;

    private final Path etcd;
    private final Path directory;

    /// @param etcd the datastore's program; its tools lie beside it
    public DatastoreTools(Path etcd, Path directory) {
        this.etcd = etcd;
        this.directory = directory;
    }

    /// What a snapshot holds.
    public record Status(long revision, long keys) {}

    /// Copies the running datastore into a file.
    void save(Path file) throws IOException {
        run("", "etcdctl", SOCKET, "snapshot", "save", file.toString());
    }

    /// Reads a snapshot from end to end.
    ///
    /// @throws IOException if it is damaged
    Status status(Path file) throws IOException {
        var answer = JSON.readTree(run("", "etcdutl", "snapshot", "status", file.toString(), "-w", "json"));
        return new Status(
                answer.path("revision").asLong(), answer.path("totalKey").asLong());
    }

    /// Makes a data directory out of a snapshot.
    ///
    /// Its revision lies a thousand million beyond the snapshot's, and all before counts as compacted:
    /// clients that have seen later states than the snapshot's begin afresh instead of missing what changed.
    public void restore(Path file, Path dataDirectory) throws IOException {
        run(
                "",
                "etcdutl",
                "snapshot",
                "restore",
                file.toString(),
                "--data-dir=" + dataDirectory,
                "--bump-revision=1000000000",
                "--mark-compacted",
                "--name=bw",
                "--initial-cluster=bw=unix://localhost:2",
                "--initial-advertise-peer-urls=unix://localhost:2");
    }

    /// The keys of the running datastore that begin so, in order.
    public List<String> keys(String prefix) throws IOException {
        return run("", "etcdctl", SOCKET, "get", prefix, "--prefix", "--keys-only")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /// Takes keys out of the running datastore.
    public void delete(List<String> keys) throws IOException {
        for (var from = 0; from < keys.size(); from += DELETIONS_AT_A_TIME) {
            var some = keys.subList(from, Math.min(keys.size(), from + DELETIONS_AT_A_TIME));
            var operations = new StringBuilder("\n");
            some.forEach(key -> operations.append("del \"").append(key).append("\"\n"));
            run(operations.append("\n\n").toString(), "etcdctl", SOCKET, "txn");
        }
    }

    private String run(String input, String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(etcd.resolveSibling(program).toString());
        command.addAll(List.of(arguments));
        var given = write("in", input);
        var output = write("out", "");
        var complaint = write("err", "");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(given.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(complaint.toFile());
            builder.environment().clear();
            finish(program, builder, complaint.toFile());
            return Files.readString(output);
        } finally {
            Files.deleteIfExists(given);
            Files.deleteIfExists(output);
            Files.deleteIfExists(complaint);
        }
    }

    private Path write(String suffix, String text) {
        var file = directory.resolve(
                "run/tool-%d.%s".formatted(Thread.currentThread().threadId(), suffix));
        PrivateFiles.createDirectory(directory.resolve("run"));
        PrivateFiles.replace(file, text);
        return file;
    }

    private static void finish(String program, ProcessBuilder builder, File complaint) throws IOException {
        var child = builder.start();
        try {
            if (!child.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("%s did not end within %d s".formatted(program, LIMIT.toSeconds()));
            }
            if (child.exitValue() != 0) {
                var text = Files.readString(complaint.toPath(), StandardCharsets.UTF_8);
                throw new IOException("%s: %s"
                        .formatted(program, text.substring(Math.max(0, text.length() - LONGEST_COMPLAINT))));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            child.destroyForcibly();
        }
    }
}
