package io.bergwerk.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptsTest {
    @TempDir
    private Path temporary;

    @Test
    void everyScriptParses() {
        var said = Shell.script(temporary, """
                for script in "$home"/bergwerk "$home"/launcher/*.sh "$home"/kubernetes/build "$home"/kubernetes/*.sh; do
                  bash -n "$script"
                done
                """);

        assertThat(said.output()).isEmpty();
        assertThat(said.status()).isZero();
    }

    @Test
    void theMinorsShareOneProgram() {
        var said = Shell.script(temporary, "for m in \"$home\"/kubernetes/v*/main.go; do readlink \"$m\"; done");

        assertThat(said.output().lines()).isNotEmpty().allMatch(target -> target.equals("../main.go"));
    }
}
