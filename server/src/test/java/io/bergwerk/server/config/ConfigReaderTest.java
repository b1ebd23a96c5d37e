package io.bergwerk.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    record Work(int workers, Duration sweepEvery, List<String> names) {
        Work {
            if (workers < 1) {
                throw new IllegalArgumentException("work.workers: " + workers + " (expected: 1 or more)");
            }
        }
    }

    record Config(Work work, Optional<String> title) {}

    private static final Config DEFAULTS = new Config(new Work(16, Duration.ofMinutes(1), List.of()), Optional.empty());

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("bergwerk.yaml");
    }

    @Test
    void fileAndEnvironmentLieOverTheDefaultsInThatOrder() throws IOException {
        Files.writeString(file, "work:\n  workers: 3\n  sweep-every: PT5S\n");

        var config = read(Map.of("BERGWERK_WORK_WORKERS", "4", "BERGWERK_WORK_NAMES", "a, b", "HOME", "/"));

        assertThat(config.work()).isEqualTo(new Work(4, Duration.ofSeconds(5), List.of("a", "b")));
    }

    @Test
    void anEmptyFileMeansTheDefaults() throws IOException {
        Files.writeString(file, "# nothing\n");

        assertThat(read(Map.of())).isEqualTo(DEFAULTS);
    }

    @Test
    void anUnknownPropertyOfTheFileIsNamedWithItsNeighbours() throws IOException {
        Files.writeString(file, "work:\n  workerz: 3\n");

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown property work.workerz")
                .hasMessageContaining("names, sweep-every, workers");
    }

    @Test
    void aSecretMayComeFromAFile() throws IOException {
        Files.writeString(file, "");
        var secret = Files.writeString(directory.resolve("secret"), "5\n");

        assertThat(read(Map.of("BERGWERK_WORK_WORKERS_FILE", secret.toString()))
                        .work()
                        .workers())
                .isEqualTo(5);
    }

    @Test
    void anUnknownVariableIsNamed() throws IOException {
        Files.writeString(file, "");

        assertThatThrownBy(() -> read(Map.of("BERGWERK_WORK_SPEED", "4")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("BERGWERK_WORK_SPEED");
    }

    @Test
    void aRecordsOwnCheckReachesTheOperatorWithoutClassNames() throws IOException {
        Files.writeString(file, "work: {workers: 0}");

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("work.workers: 0 (expected: 1 or more)")
                .hasMessageNotContaining("io.bergwerk");
    }

    private Config read(Map<String, String> environment) {
        return new ConfigReader(environment, List.of()).read(DEFAULTS, Config.class, Optional.of(file));
    }
}
