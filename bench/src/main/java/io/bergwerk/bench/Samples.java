package io.bergwerk.bench;

import java.util.Arrays;
import java.util.Collection;

/// Measured values in order.
final class Samples {
    private final double[] sorted;

    private Samples(double[] values) {
        this.sorted = values;
        Arrays.sort(sorted);
    }

    /// @throws IllegalArgumentException if there is none
    static Samples of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("samples: none (expected: at least one)");
        }
        return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// With two in the middle, what lies between them.
    double median() {
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// The smallest sample that no more than `100 - percent` of a hundred exceed (nearest rank).
    double percentile(double percent) {
        var rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.clamp(rank - 1L, 0, sorted.length - 1)];
    }

    double mean() {
        return Arrays.stream(sorted).average().orElseThrow();
    }

    double highest() {
        return sorted[sorted.length - 1];
    }

    int count() {
        return sorted.length;
    }
}
