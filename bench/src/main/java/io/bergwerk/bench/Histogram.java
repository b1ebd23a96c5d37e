package io.bergwerk.bench;

/// Counts durations in steps of a fiftieth of a decade, so that memory does not grow with the number of samples.
final class Histogram {
    private static final int STEPS_PER_DECADE = 50;
    private static final int BUCKETS = 12 * STEPS_PER_DECADE;

    private final long[] counts = new long[BUCKETS];
    private long count;

    void record(long nanos) {
        counts[bucket(nanos)]++;
        count++;
    }

    private static int bucket(long nanos) {
        return Math.clamp((long) (Math.log10((double) Math.max(1, nanos)) * STEPS_PER_DECADE), 0, BUCKETS - 1);
    }

    void add(Histogram other) {
        for (var i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
    }

    long count() {
        return count;
    }

    /// Upper end of the step that so many of a hundred do not exceed; 0 if nothing was recorded.
    double percentile(double percent) {
        var wanted = Math.ceil(percent / 100 * count);
        var seen = 0L;
        for (var i = 0; i < BUCKETS && count > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.pow(10, (i + 1.0) / STEPS_PER_DECADE);
            }
        }
        return 0;
    }
}
