package io.bergwerk.server.start;

import io.bergwerk.server.work.WorkMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/// The work queue's counts as metrics.
final class WorkMeters implements WorkMetrics {
    private static final String KIND = "kind";

    private final MeterRegistry meters;

    WorkMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void passStarted(String kind, Duration waited) {
        meters.timer("bergwerk.work.waited", KIND, kind).record(waited);
    }

    @Override
    public void passEnded(String kind, String outcome, Duration took) {
        meters.timer("bergwerk.work.pass", KIND, kind, "outcome", outcome).record(took);
    }

    @Override
    public void leaseLost(String kind) {
        meters.counter("bergwerk.work.lease.lost", KIND, kind).increment();
    }

    @Override
    public void takenOver(String kind, int objects) {
        meters.counter("bergwerk.work.taken.over", KIND, kind).increment(objects);
    }

    @Override
    public void swept(String kind, int objects) {
        meters.counter("bergwerk.work.swept", KIND, kind).increment(objects);
    }
}
