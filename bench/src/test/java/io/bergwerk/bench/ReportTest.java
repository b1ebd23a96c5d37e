package io.bergwerk.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Figure RATE =
            Figure.of("get", "calls", 300, "/s").beside("selects", 1000).goal(Goal.Kind.RATIO_AT_LEAST, 0.3);
    private static final Figure TIME =
            Figure.of("start", "first answer", 2.5, "s").goal(Goal.Kind.AT_MOST, 2);

    @Test
    void columnsAreAsWideAsTheirLongestCell() {
        assertThat(Table.of(List.of(RATE, TIME))).isEqualTo("""
                benchmark  figure        value  yardstick  its value  ratio  goal      reached
                get        calls         300 /s  selects    1000 /s    0.30   >= 0.30x  yes
                start      first answer  2.50 s  -          -          -      <= 2      NO
                """.replace("value  yardstick", "value   yardstick"));
    }

    @Test
    void ratioIsOfTheValueToTheYardstick() {
        assertThat(RATE.ratio()).contains(0.3);
        assertThat(RATE.beside("selects", 2000).reached()).contains(false);
    }

    @Test
    void withoutAYardstickARatioIsNeitherReachedNorMissed() {
        var alone = Figure.of("get", "calls", 300, "/s").goal(Goal.Kind.RATIO_AT_LEAST, 0.3);
        assertThat(alone.reached()).isEmpty();
        assertThat(alone.beside("nothing", 0).reached()).isEmpty();
    }

    @Test
    void jsonHasWhatTheTableHas() {
        var report = JsonReport.of(Map.of("processors", "2"), List.of(RATE), Map.of("watch", "no room"));
        assertThat(report.at("/figures/0/yardstick/value").asDouble()).isEqualTo(1000);
        assertThat(report.at("/figures/0/goal").asText()).isEqualTo(">= 0.30x");
        assertThat(report.at("/figures/0/reached").asBoolean()).isTrue();
        assertThat(report.at("/failures/watch").asText()).isEqualTo("no room");
    }

    @Test
    void withoutNamesAllAreRun() {
        assertThat(Options.parse(List.of("--clusters", "3"), List.of("create", "get"))
                        .names())
                .containsExactly("create", "get");
    }

    @Test
    void unknownNamesAndValuesAreRefused() {
        assertThatThrownBy(() -> Options.parse(List.of("greate"), Set.of("create")))
                .hasMessageContaining("greate");
        assertThatThrownBy(() -> Options.parse(List.of("--clusters", "0"), Set.of()))
                .hasMessageContaining("1 to 200");
        assertThatThrownBy(() -> Options.parse(List.of("--json"), Set.of())).hasMessageContaining("--json");
    }
}
