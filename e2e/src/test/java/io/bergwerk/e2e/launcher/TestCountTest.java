package io.bergwerk.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How `bergwerk test` counts, and when it fails.
final class TestCountTest {
    @TempDir
    private Path temporary;

    @Test
    void allPassed() throws IOException {
        report("a", 3, 0, 0, 0);
        report("b", 4, 0, 0, 0);

        var said = sum(0);

        assertThat(said.output()).endsWith("7 passed, 0 failed\n");
        assertThat(said.status()).isZero();
    }

    @Test
    void failuresAndErrorsFailAndAreNamedAndSkippedOnesAreSaid() throws IOException {
        report("a", 5, 1, 1, 1);

        var said = sum(1);

        assertThat(said.output()).contains("failed: a.Test broken()").endsWith("2 passed, 2 failed, 1 skipped\n");
        assertThat(said.status()).isNotZero();
    }

    @Test
    void aRunWithoutTestsFails() {
        assertThat(sum(0).output()).contains("No test ran.").endsWith("0 passed, 0 failed\n");
        assertThat(sum(0).status()).isNotZero();
    }

    @Test
    void aBuildThatFailsWithoutAFailedTestFails() throws IOException {
        report("a", 3, 0, 0, 0);

        assertThat(sum(1).output()).contains("Maven failed").endsWith("3 passed, 0 failed\n");
        assertThat(sum(1).status()).isNotZero();
    }

    private Shell sum(int mavenStatus) {
        return Shell.script(temporary, """
                . "$home/launcher/test.sh"
                cd '%s'
                sum_of_tests %d
                """.formatted(temporary, mavenStatus));
    }

    private void report(String module, int tests, int failures, int errors, int skipped) throws IOException {
        var directory = Files.createDirectories(temporary.resolve(module + "/target/surefire-reports"));
        var broken = failures + errors == 0 ? "" : "<failure message=\"no\">trace</failure>";
        Files.writeString(directory.resolve("TEST-" + module + ".xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0.2"
                    name="%s &lt;x> y" time="0.136" tests="%d" errors="%d" skipped="%d" failures="%d" flakes="0">
                  <properties><property name="line" value="tests=&quot;99&quot;"/></properties>
                  <testcase name="broken()" classname="%s.Test" time="0.1">%s</testcase>
                </testsuite>
                """.formatted(
                        module, tests, errors, skipped, failures, module, broken));
    }
}
