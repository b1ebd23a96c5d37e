package io.bergwerk.engine.local.workers.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.local.workers.api.KubeApi;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnobsTest {
    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "2s,PT2S", "1m30s,PT1M30S", "1h,PT1H", "15,PT15S", "0.5,PT0.5S"})
    void durationsAreReadAsKubernetesWritesThem(String text, Duration expected) {
        assertThat(Knobs.duration(text)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"soon", "-5s", "1y", "99999999999999999999ms", "''"})
    void whatIsNoDurationCountsAsAbsent(String text) {
        assertThat(Knobs.duration(text)).isEmpty();
    }

    @Test
    void exitCodesAreAByte() {
        assertThat(exitCode("255").exitCode()).contains(255);
        assertThat(exitCode("256").exitCode()).isEmpty();
        assertThat(exitCode("-1").exitCode()).isEmpty();
    }

    private static Knobs exitCode(String text) {
        return Knobs.of(KubeApi.JSON.createObjectNode().put("sim.bergwerk.dev/exit-code", text));
    }
}
