package io.bergwerk.engine.local.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MergedMetricsTest {
    @Test
    void samplesOfOneNameStandTogetherUnderOneType() {
        var merged = new MergedMetrics();
        merged.add("etcd", """
                # HELP up Whether it runs.
                # TYPE up gauge
                up 1
                # TYPE requests counter
                requests{code="200",path="/a b"} 3 1700000000
                """);
        merged.add("kube-scheduler", """
                # HELP up Whether it runs, in other words.
                # TYPE up gauge
                up{} 0
                """);

        assertThat(merged.text()).isEqualTo("""
                # HELP up Whether it runs.
                # TYPE up gauge
                up{component="etcd"} 1
                up{component="kube-scheduler"} 0
                # TYPE requests counter
                requests{component="etcd",code="200",path="/a b"} 3 1700000000
                """);
    }

    @Test
    void theTextStaysWithinItsBound() {
        var merged = new MergedMetrics();
        var many = "# TYPE a gauge\n" + "a{x=\"0123456789012345678901234567890123456789\"} 1\n".repeat(100_000);
        for (var round = 0; round < 6; round++) {
            merged.add("c" + round, many);
        }

        assertThat(merged.text().length()).isLessThan(17 << 20);
    }
}
