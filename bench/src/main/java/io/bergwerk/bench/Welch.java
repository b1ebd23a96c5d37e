package io.bergwerk.bench;

import java.util.List;

/// Whether two samples have the same mean, however much either varies.
final class Welch {
    private static final double TRIMMED = 0.05;

    private Welch() {}

    /// Beyond 3 of either sign hardly by chance. The slowest twentieth of each is left out: it tells of the
    /// machine.
    static double t(List<Double> one, List<Double> other) {
        var first = trimmed(one);
        var second = trimmed(other);
        var a = mean(first);
        var b = mean(second);
        return (a - b) / Math.sqrt(variance(first, a) / first.size() + variance(second, b) / second.size());
    }

    private static List<Double> trimmed(List<Double> values) {
        return values.stream()
                .sorted()
                .limit(Math.max(2, Math.round(values.size() * (1 - TRIMMED))))
                .toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double variance(List<Double> values, double mean) {
        return values.stream()
                        .mapToDouble(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.size() - 1);
    }
}
