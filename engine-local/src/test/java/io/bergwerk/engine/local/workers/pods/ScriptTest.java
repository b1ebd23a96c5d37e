package io.bergwerk.engine.local.workers.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
    @Test
    void aShellLineIsReadUpToItsExit() {
        var script = Script.of(List.of("/bin/sh", "-c", "echo one; sleep 2 && echo 'two words'; exit 3; echo never"));

        assertThat(script).contains(new Script(Duration.ofSeconds(2), 3, List.of("one", "two words")));
    }

    @Test
    void aBareCommandIsReadToo() {
        assertThat(Script.of(List.of("echo", "hello"))).contains(new Script(Duration.ZERO, 0, List.of("hello")));
        assertThat(Script.of(List.of("sleep", "30"))).contains(new Script(Duration.ofSeconds(30), 0, List.of()));
        assertThat(Script.of(List.of("false"))).contains(new Script(Duration.ZERO, 1, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true; do echo hi; sleep 1; done",
                "./server",
                "sleep infinity",
                "echo $(date)",
                "echo a > /tmp/b",
                ""
            })
    void whatCannotBeForeseenIsNot(String line) {
        assertThat(Script.of(List.of("sh", "-c", line))).isEmpty();
    }

    @Test
    void noCommandMeansTheImagesOwn() {
        assertThat(Script.of(List.of())).isEmpty();
    }
}
