package io.bergwerk.engine.local.workers.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void aRenewalIsWrittenWithItsTime() {
        assertThat(Leases.later(NOW, Instant.MIN)).isEqualTo(NOW);
        assertThat(Leases.later(NOW, NOW.minusSeconds(20))).isEqualTo(NOW);
    }

    @Test
    void everyRenewalIsLaterThanTheOneBeforeWhateverTheClockDoes() {
        var ahead = NOW.plus(Duration.ofHours(1));
        var first = Leases.later(NOW, ahead);

        assertThat(first).isAfter(ahead).isBefore(ahead.plusSeconds(1));
        assertThat(Leases.later(NOW.plusSeconds(20), first)).isAfter(first);
        assertThat(Leases.later(NOW, NOW)).isAfter(NOW);
    }
}
