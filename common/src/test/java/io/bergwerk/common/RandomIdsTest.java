package io.bergwerk.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomIdsTest {
    private final IdSource ids = new RandomIds(() -> Instant.ofEpochMilli(0x0123456789ABL), new Random(1));

    @Test
    void idsCarryTheTimeInFrontAndVersionSeven() {
        assertThat(ids.next().toString()).startsWith("01234567-89ab-7").matches(".{19}[89ab].*");
        assertThat(ids.next().version()).isEqualTo(7);
    }

    @Test
    void projectIdsAreRandomFromTheirFirstDigit() {
        var one = ids.nextRandom();

        assertThat(one.version()).isEqualTo(4);
        assertThat(one.variant()).isEqualTo(2);
        assertThat(ids.nextRandom().toString().substring(0, 8))
                .isNotEqualTo(one.toString().substring(0, 8));
    }
}
