package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.VersionAvailability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one pass over one cluster has found so far.
final class ClusterPass {
    private static final Logger log = LoggerFactory.getLogger(ClusterPass.class);
    private static final Duration VERSION_POLL = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final List<StepReport> reports = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private List<ClusterBackup> backups;
    private ClusterObservation observation = ClusterObservation.NOTHING;
    private Map<String, Integer> machines;
    private @Nullable RuntimeException failure;

    /// @param backups those that are known so far
    ClusterPass(Cluster cluster, List<ClusterBackup> backups) {
        this.cluster = cluster;
        this.backups = backups;
        this.machines = cluster.machines();
    }

    Cluster cluster() {
        return cluster;
    }

    List<StepReport> reports() {
        return List.copyOf(reports);
    }

    ClusterObservation observation() {
        return observation;
    }

    /// Nodes by worker group, as seen in this pass or else in an earlier one.
    Map<String, Integer> machines() {
        return machines;
    }

    /// The cluster's backups, as seen in this pass or else in an earlier one.
    List<ClusterBackup> backups() {
        return backups;
    }

    /// What users should know of parts that are well.
    List<Notice> notices() {
        return List.copyOf(notices);
    }

    void notice(List<Notice> more) {
        notices.addAll(more);
    }

    /// Takes a step and says whether it is done. What the engine throws is a failure of this step.
    boolean take(Step step, Supplier<StepResult> call) {
        return report(StepReport.of(step, guarded(call)));
    }

    /// The version's step knows how far it is, and speaks in the engine's own words.
    boolean takeVersion(Supplier<VersionAvailability> call) {
        var percent = new int[1];
        var result = guarded(() -> switch (call.get()) {
            case VersionAvailability.Available() -> StepResult.done();
            case VersionAvailability.Preparing(int done, String message) -> {
                percent[0] = done;
                yield StepResult.waiting("PreparingVersion", message, VERSION_POLL);
            }
            case VersionAvailability.Unavailable(String message) ->
                StepResult.failed("VersionUnavailable", message, "");
        });
        return report(new StepReport(Step.VERSION, result, percent[0]));
    }

    /// Looks at the cluster; what cannot be seen stays unknown.
    void observe(ClusterEngine engine) {
        try {
            observation = engine.observe(cluster.id());
            machines = Map.copyOf(engine.machines(cluster.id()));
            backups = List.copyOf(engine.backups(cluster.id()));
        } catch (RuntimeException e) {
            requireUninterrupted(e);
            log.atWarn()
                    .addKeyValue("cluster", cluster.id())
                    .setCause(e)
                    .log("not observed; the next pass looks again");
        }
    }

    /// Percent of the operation that the steps so far stand for.
    int progress() {
        return reports.stream().mapToInt(StepReport::progress).sum();
    }

    boolean allDone() {
        return reports.stream().allMatch(StepReport::isDone);
    }

    /// What went wrong first, for the work queue to log and to wait for; empty if nothing did.
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    static ApiException failure(StepResult.Failed failed) {
        return ApiException.unavailable(failed.message()).withDetail(failed.detail());
    }

    /// The step to be asked again first.
    Optional<StepResult.Waiting> nextWaiting() {
        return results(StepResult.Waiting.class).stream()
                .min((one, other) -> one.askAgain().compareTo(other.askAgain()));
    }

    private <T extends StepResult> List<T> results(Class<T> kind) {
        return reports.stream()
                .map(StepReport::result)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private boolean report(StepReport report) {
        reports.add(report);
        // As long as an operation goes on, every pass asks all steps again: only what is further than before is told.
        if (report.isDone() && progress() > cluster.status().progress()) {
            log.atInfo()
                    .addKeyValue("cluster", cluster.id())
                    .addKeyValue("step", report.step().taskId())
                    .log("a step is done");
        }
        return report.isDone();
    }

    private StepResult guarded(Supplier<StepResult> call) {
        try {
            var result = call.get();
            if (result instanceof StepResult.Failed failed) {
                keep(failure(failed));
            }
            return result;
        } catch (ApiException e) {
            keep(e);
            return StepResult.failed("EngineRefused", sentence(e.publicMessage()), "");
        } catch (RuntimeException e) {
            keep(e);
            return StepResult.failed("EngineFault", "The platform could not take this step and tries again.", "");
        }
    }

    private void keep(RuntimeException cause) {
        requireUninterrupted(cause);
        if (failure == null) {
            failure = cause;
        }
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /// A pass that has to stop says nothing about its cluster.
    private static void requireUninterrupted(RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw failure;
        }
    }
}
