package io.bergwerk.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LauncherTest {
    @TempDir
    private Path temporary;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "frobnicate             | command 'frobnicate' is unknown",
                "up --port x            | --port 'x': expected a number from 1 to 65533",
                "up --port=65534        | --port '65534': expected a number from 1 to 65533",
                "up --port 08           | --port '08': expected",
                "up --listen my.host    | --listen 'my.host': expected an address",
                "up --data              | --data: expected a directory",
                "up --frob              | option '--frob' is unknown",
                "down now               | 'now' is unknown",
                "token frob             | token: 'frob' is unknown; expected create",
                "kubectl                | which cluster?",
                "kubectl -n demo        | cluster '-n': expected a cluster's name",
                "kubernetes frob        | expected 'build [VERSION...]'",
                "test fast              | 'fast' is unknown",
            })
    void aWrongCallNamesWhatWasGivenAndWhatWasExpected(String arguments, String message) {
        var said = Shell.bergwerk(temporary, arguments.split(" ", -1));

        assertThat(said.output()).contains(message);
        assertThat(said.status()).isEqualTo(2);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void helpNamesEveryCommandAndTheDefaultDataDirectory() {
        var said = Shell.bergwerk(temporary, "help");

        assertThat(said.output())
                .contains("up", "down", "status", "login-link", "token create", "kubectl", "doctor", "kubernetes build")
                .contains("test", "bench", temporary + "/.local/state/bergwerk");
        assertThat(said.status()).isZero();
    }

    @Test
    void itWorksThroughALinkFromAnotherDirectory() throws IOException {
        var link = Files.createSymbolicLink(
                temporary.resolve("my bergwerk"), Shell.home().resolve("bergwerk"));

        var said = Shell.script(temporary, "cd / && '%s' version".formatted(link));

        assertThat(said.output()).matches("bergwerk [0-9]+\\.[0-9]+\\.[0-9]+.*\n");
    }

    @Test
    void whereNothingRunsDownSaysSoAndStatusFails() throws IOException {
        var data = Files.createDirectory(temporary.resolve("a data directory"));

        var down = Shell.bergwerk(temporary, "down", "--data", data.toString());
        var status = Shell.bergwerk(temporary, "status", "--data", data.toString());

        assertThat(down.output()).contains("Nothing runs in " + data);
        assertThat(down.status()).isZero();
        assertThat(status.output()).contains("not running").contains("./bergwerk up");
        assertThat(status.status()).isEqualTo(1);
    }

    @Test
    void downEndsTheProcessThatTheFileNames() throws Exception {
        var data = data();
        var process = new ProcessBuilder("cat").start();
        try {
            record(data, process.pid(), ticks(process.pid()));

            assertThat(Shell.bergwerk(temporary, "down", "--data", data.toString())
                            .output())
                    .contains("Stopped");
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void downSparesAProcessThatMerelyGotTheSameNumber() throws IOException {
        var data = data();
        var process = new ProcessBuilder("cat").start();
        try {
            record(data, process.pid(), "1");

            assertThat(Shell.bergwerk(temporary, "down", "--data", data.toString())
                            .output())
                    .contains("Nothing runs");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aSecondUpSaysThatItRunsAlready() throws IOException {
        var data = data();
        var process = new ProcessBuilder("cat").start();
        try {
            record(data, process.pid(), ticks(process.pid()));

            var said = Shell.bergwerk(temporary, "up", "--data", data.toString());

            assertThat(said.output()).contains("it runs already", "process " + process.pid(), "./bergwerk down");
            assertThat(said.status()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }

    private Path data() throws IOException {
        var data = temporary.resolve("data");
        Files.createDirectories(data.resolve("run"));
        return data;
    }

    private static void record(Path data, long pid, String ticks) throws IOException {
        Files.writeString(data.resolve("run/server.pid"), pid + " " + ticks + "\n");
    }

    /// Field 22 of the process's stat, proc(5).
    private static String ticks(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    }
}
