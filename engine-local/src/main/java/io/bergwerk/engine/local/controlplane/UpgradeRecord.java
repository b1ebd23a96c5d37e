package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What `upgrade.json` says: how far the way from one version to another has come.
///
/// @param since when this stage was first reached, RFC 3339
/// @param asOf when it was last looked at, RFC 3339
/// @param backup taken before anything was changed; empty as long as nothing is
public record UpgradeRecord(
        String from, String to, Stage stage, String since, String asOf, String backup, String message) {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    /// How far.
    public enum Stage {
        /// Nothing was changed, because it would do harm.
        BLOCKED,
        /// From here on it goes forward, whatever happens to the server.
        RUNNING,
        /// The version before runs again.
        FAILED
    }

    /// What is to be said instead of beginning an upgrade now; empty if it may begin.
    static Optional<StepResult> standing(
            ClusterDirectory directory, KubernetesVersion from, KubernetesVersion to, Instant now) {
        return refusal(from, to)
                .or(() -> directory
                        .upgrade()
                        .read()
                        .filter(it -> it.to().equals(to.toString()) && it.stands(now))
                        .map(UpgradeRecord::asResult));
    }

    /// Why there is no way from one version to another; empty if there is one.
    private static Optional<StepResult> refusal(KubernetesVersion from, KubernetesVersion to) {
        if (to.compareTo(from) < 0) {
            return refused("The cluster runs Kubernetes %s and cannot go back to %s.".formatted(from, to));
        }
        return to.major() == from.major() && to.minor() <= from.minor() + 1
                ? Optional.empty()
                : refused(
                        "The cluster runs Kubernetes %s and cannot go to %s in one step (expected: one minor at a time)."
                                .formatted(from, to));
    }

    private static Optional<StepResult> refused(String message) {
        return Optional.of(StepResult.failed("UpgradeRefused", message, ""));
    }

    static UpgradeRecord blocked(KubernetesVersion from, KubernetesVersion to, String why, Instant since, Instant now) {
        return new UpgradeRecord(
                from.toString(), to.toString(), Stage.BLOCKED, since.toString(), now.toString(), "", why);
    }

    static UpgradeRecord begun(KubernetesVersion from, KubernetesVersion to, UUID backup, Instant now) {
        return new UpgradeRecord(
                from.toString(), to.toString(), Stage.RUNNING, now.toString(), now.toString(), backup.toString(), "");
    }

    UpgradeRecord failed(String why, Instant now) {
        return new UpgradeRecord(from, to, Stage.FAILED, now.toString(), now.toString(), backup, why);
    }

    KubernetesVersion target() {
        return KubernetesVersion.parse(to);
    }

    boolean isMinor() {
        return target().minor() != KubernetesVersion.parse(from).minor();
    }

    /// Whether it is too early to try the same again.
    boolean stands(Instant now) {
        var patience = stage == Stage.BLOCKED ? Duration.ofSeconds(30) : Duration.ofHours(1);
        return stage != Stage.RUNNING && now.isBefore(Instant.parse(asOf).plus(patience));
    }

    StepResult asResult() {
        return stage == Stage.BLOCKED
                ? StepResult.waiting("UpgradeBlocked", message, ASK_AGAIN)
                : StepResult.failed("UpgradeFailed", message, "");
    }
}
