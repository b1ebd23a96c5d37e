package io.bergwerk.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void medianOfAnOddNumberIsTheOneInTheMiddle() {
        assertThat(Samples.of(List.of(9.0, 1.0, 5.0)).median()).isEqualTo(5);
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheTwo() {
        assertThat(Samples.of(List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3);
    }

    @Test
    void percentileIsTheSmallestSampleThatCoversTheShare() {
        var hundred = Samples.of(
                IntStream.rangeClosed(1, 100).asDoubleStream().boxed().toList());
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(99.5)).isEqualTo(100);
        assertThat(hundred.percentile(0)).isEqualTo(1);
        assertThat(hundred.highest()).isEqualTo(100);
    }

    @Test
    void percentilesOfOneSampleAreThatSample() {
        assertThat(Samples.of(List.of(7.0)).percentile(99)).isEqualTo(7);
    }

    @Test
    void noSamplesAreRefused() {
        assertThatThrownBy(() -> Samples.of(List.of())).hasMessageContaining("at least one");
    }

    @Test
    void histogramIsOffByLessThanAStep() {
        var histogram = new Histogram();
        IntStream.rangeClosed(1, 1000).forEach(i -> histogram.record(i * 1000L));
        assertThat(histogram.count()).isEqualTo(1000);
        assertThat(histogram.percentile(50)).isBetween(500_000.0, 525_000.0);
        assertThat(histogram.percentile(99)).isBetween(990_000.0, 1_040_000.0);
    }

    @Test
    void histogramWithoutSamplesHasNoPercentile() {
        assertThat(new Histogram().percentile(99)).isZero();
    }
}
