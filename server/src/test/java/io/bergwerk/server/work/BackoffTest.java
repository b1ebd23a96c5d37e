package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.testing.Seed;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @RegisterExtension
    final Seed seed = Seed.fresh();

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "8, 60", "1000, 60", "2147483647, 60"})
    void pausesDoubleUpToTheCapAndAreSpread(int failures, int wholeSeconds) {
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), seed.random());

        for (var draw = 0; draw < 100; draw++) {
            var whole = Duration.ofSeconds(wholeSeconds);
            assertThat(backoff.after(failures)).isBetween(whole.dividedBy(2), whole);
        }
    }
}
