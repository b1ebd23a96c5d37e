package io.bergwerk.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lines that a start shows in a pipe.
final class StepsTest {
    @TempDir
    private Path temporary;

    @Test
    void everyStepEndsInALineWithItsTime() {
        assertThat(shown("step postgres start - 0.0 PostgreSQL", "step postgres done 100 0.6 18.6 on 127.0.0.1"))
                .containsPattern("ok +PostgreSQL +[0-9.]+ s +18\\.6 on 127\\.0\\.0\\.1");
    }

    @Test
    void aFailedStepIsTold() {
        assertThat(shown("step api start - 0.0 API", "step api fail - 0.1 port 8080 is in use"))
                .containsPattern("FAIL +API +[0-9.]+ s +port 8080 is in use");
    }

    @Test
    void manyLinesOfProgressAtOnceBecomeOne() {
        var events = new String[100];
        for (var i = 0; i < events.length; i++) {
            events[i] = "step kubernetes progress %d 1.0 compiling, %d of 100 packages".formatted(i, i);
        }

        assertThat(shown(events).lines().filter(line -> line.contains("compiling")))
                .hasSizeLessThan(5);
    }

    @Test
    void whatIsNoEventGoesToTheLog() throws IOException {
        assertThat(shown("[warning] something of the JVM", "step", "step api done 100 0.1 up"))
                .doesNotContain("something")
                .contains("up");
        assertThat(Files.readString(temporary.resolve("log"))).isEqualTo("[warning] something of the JVM\n");
    }

    @Test
    void theCardNamesTheAddressTheLinkAndWhatToTry() {
        var shown = shown(
                "card url http://127.0.0.1:8080",
                "card login-link http://127.0.0.1:8080/login?a=b&c=d e",
                "card data /var/lib/x y",
                "card cluster demo",
                "ready");

        assertThat(shown)
                .contains("http://127.0.0.1:8080\n", "http://127.0.0.1:8080/login?a=b&c=d e\n", "/var/lib/x y\n")
                .contains("kubectl demo get nodes\n", "down\n");
    }

    @Test
    void theCardWithoutAClusterNamesNone() {
        assertThat(shown("card url http://127.0.0.1:8080", "ready"))
                .contains("8080")
                .doesNotContain("kubectl");
    }

    private String shown(String... events) {
        var feed = new StringBuilder();
        for (var event : events) {
            feed.append("event '")
                    .append(event)
                    .append("' '")
                    .append(temporary.resolve("log"))
                    .append("'\n");
        }
        var said = Shell.script(temporary, """
                . "$home/launcher/common.sh"
                . "$home/launcher/screen.sh"
                up_begun=$(now_ms) stopping=""
                train_start_up() { :; }
                """ + feed);
        assertThat(said.status()).as(said.output()).isZero();
        return said.output();
    }
}
