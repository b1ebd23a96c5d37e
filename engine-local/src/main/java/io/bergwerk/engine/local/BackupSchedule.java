package io.bergwerk.engine.local;

import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.Fact.Status;
import io.bergwerk.engine.local.controlplane.ControlPlane;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When a cluster is backed up, and what its user is told of it. What was taken is read from the files each
/// time.
final class BackupSchedule {
    static final Duration EVERY = Duration.ofMinutes(15);

    /// Three that should have been taken were not.
    private static final Duration TOO_OLD = EVERY.multipliedBy(3);

    private static final Logger log = LoggerFactory.getLogger(BackupSchedule.class);

    private final ControlPlane controlPlane;
    private final InstantSource clock;
    private final AtomicReference<Fact> fact = new AtomicReference<>(Fact.UNKNOWN);

    BackupSchedule(ControlPlane controlPlane, InstantSource clock) {
        this.controlPlane = controlPlane;
        this.clock = clock;
    }

    /// @param birth of the cluster: the first backup is due as long after it as the others after one another
    void takeIfDue(Instant birth) {
        var backups = controlPlane.backups();
        if (!clock.instant().isBefore(last(backups, birth).plus(EVERY))) {
            take(Occasion.SCHEDULED);
            backups = controlPlane.backups();
        }
        fact.set(judge(backups, birth));
    }

    /// Takes one if it can be taken; a datastore that does not answer has none, and the fact says so in time.
    void take(Occasion occasion) {
        try {
            controlPlane.backUp(occasion);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("cluster", controlPlane.directory().id())
                    .setCause(e)
                    .log("no backup could be taken");
        }
    }

    private static Instant last(List<ClusterBackup> newestFirst, Instant birth) {
        return newestFirst.stream().findFirst().map(ClusterBackup::takenAt).orElse(birth);
    }

    Fact fact(Instant birth) {
        var known = fact.get();
        if (!known.equals(Fact.UNKNOWN)) {
            return known;
        }
        fact.compareAndSet(Fact.UNKNOWN, judge(controlPlane.backups(), birth));
        return fact.get();
    }

    private Fact judge(List<ClusterBackup> backups, Instant birth) {
        var last = last(backups, birth).truncatedTo(ChronoUnit.SECONDS);
        if (!clock.instant().isBefore(last.plus(TOO_OLD))) {
            return new Fact(
                    Status.FALSE,
                    "BackupsFail",
                    backups.isEmpty()
                            ? "No backup of the cluster could be taken since %s.".formatted(last)
                            : "No backup of the cluster could be taken since the last of %d, of %s."
                                    .formatted(backups.size(), last));
        }
        return new Fact(
                Status.TRUE,
                "MetricsReadable",
                backups.isEmpty()
                        ? "Metrics of the control plane can be read; the first backup follows."
                        : "Metrics of the control plane can be read; the last of %d backups is of %s."
                                .formatted(backups.size(), last));
    }
}
