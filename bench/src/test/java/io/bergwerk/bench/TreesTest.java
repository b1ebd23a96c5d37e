package io.bergwerk.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    private static final Duration GRACE = Duration.ofMillis(100);

    @Test
    void aProcessEndsTogetherWithWhatItStarted() throws Exception {
        var parent = shell("sleep 600 & echo $!; wait");
        var child = ProcessHandle.of(firstLine(parent)).orElseThrow();

        Trees.end(parent, GRACE);

        assertThat(parent.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void oneThatDoesNotListenEndsAfterTheGraceTime() throws Exception {
        var deaf = shell("trap '' TERM; echo $$; while :; do sleep 600; done");
        firstLine(deaf);

        Trees.end(deaf, GRACE);

        assertThat(deaf.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatNamesAPathEndsWithoutItsParent(@TempDir Path directory) throws Exception {
        var file = Files.createFile(directory.resolve("f"));
        var child = ProcessHandle.of(firstLine(shell("tail -f '%s' >/dev/null & echo $!".formatted(file))))
                .orElseThrow();

        Trees.endNaming(directory);

        assertThat(child.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    private static Process shell(String script) throws IOException {
        return new ProcessBuilder("bash", "-c", script).start();
    }

    private static long firstLine(Process process) throws IOException {
        return Long.parseLong(Objects.requireNonNull(process.inputReader().readLine()));
    }
}
