package io.bergwerk.engine.local.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.KubernetesVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void twentyDaysLeaveTheNewestAndTheLastOfEachDay() {
        var kept = new ArrayList<ClusterBackup>();
        for (var number = 0; number < 20 * 96; number++) {
            kept.add(backup(START.plus(Duration.ofMinutes(15L * number))));
            kept.removeAll(Retention.superfluous(kept, Set.of()));
        }

        var newest = kept.getLast().takenAt();
        assertThat(kept).hasSize(24 + 6);
        assertThat(kept.subList(6, 30))
                .allSatisfy(it -> assertThat(it.takenAt()).isAfter(newest.minus(Duration.ofHours(6))));
        assertThat(kept.subList(0, 6))
                .extracting(it -> it.takenAt().toString())
                .allSatisfy(it -> assertThat(it).endsWith("T23:45:00Z"));
    }

    @Test
    void whatIsNeededStays() {
        var first = backup(START);
        var all = new ArrayList<>(List.of(first));
        for (var number = 1; number < 60; number++) {
            all.add(backup(START.plusSeconds(number)));
        }

        assertThat(Retention.superfluous(all, Set.of())).contains(first).hasSize(36);
        assertThat(Retention.superfluous(all, Set.of(first.id())))
                .doesNotContain(first)
                .hasSize(35);
    }

    private static ClusterBackup backup(Instant takenAt) {
        return new ClusterBackup(
                UUID.nameUUIDFromBytes(takenAt.toString().getBytes(StandardCharsets.US_ASCII)),
                takenAt,
                Occasion.SCHEDULED,
                KubernetesVersion.parse("1.36.3"),
                1);
    }
}
