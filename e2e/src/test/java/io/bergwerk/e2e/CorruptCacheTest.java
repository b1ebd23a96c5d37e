package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A damaged program in the cache is found before it runs, and said in words that help.
class CorruptCacheTest {
    /// The programs are looked at after the API answers.
    private static final Duration PREPARATION = Duration.ofMinutes(1);

    @Test
    void aDamagedProgramIsNamedAndNotRun() throws IOException {
        try (var installation =
                Installation.named("corrupt").plain().withCache(damagedCache()).start()) {
            Await.holds(
                    "the command that mends it",
                    PREPARATION,
                    () -> said(installation).contains("./bergwerk kubernetes build 1.36.3"),
                    () -> said(installation));

            var cluster = ClusterCalls.create(new Account(installation.admin()), "corrupt");
            var error = Await.until(
                    "an error of the cluster",
                    ClusterCalls.CREATION,
                    () -> Optional.of(cluster.get()
                                    .at("/status/lastErrors/0/description")
                                    .asText())
                            .filter(text -> !text.isEmpty()));

            assertThat(error).contains("./bergwerk kubernetes build 1.36.3");
            assertThat(Processes.named(installation.data(), "kube-apiserver")).isEmpty();
            assertThat(Workspace.read(installation.data().resolve("log/server.log")))
                    .contains("damaged");
            cluster.call("Delete").ok();
            cluster.awaitGone();
            installation.stop();
            Faults.report("corrupt binary in the cache", error);
        }
    }

    private static String said(Installation installation) {
        return String.join("\n", installation.output().lines());
    }

    /// As the real cache, but the program of the default version has one byte too many.
    private static Path damagedCache() throws IOException {
        var cache = Workspace.get().newDirectory("cache");
        var real = Kubectl.program().getParent();
        var copy = Files.createDirectories(cache.resolve(Workspace.cache().relativize(real)));
        try (var files = Files.list(real)) {
            for (var file : files.toList()) {
                var target = copy.resolve(file.getFileName());
                if (file.endsWith("bwkube")) {
                    Files.writeString(target, "damaged");
                    target.toFile().setExecutable(true);
                } else if (Files.isSymbolicLink(file)) {
                    Files.createSymbolicLink(target, Files.readSymbolicLink(file));
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Files.createSymbolicLink(cache.resolve("etcd"), Workspace.cache().resolve("etcd"));
        return cache;
    }
}
