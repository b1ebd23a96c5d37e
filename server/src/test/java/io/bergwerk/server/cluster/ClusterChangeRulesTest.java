package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import io.bergwerk.server.catalog.CatalogFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an update makes of a cluster, and what it refuses (contract 4.5.4, flows F37 to F39 and F59).
class ClusterChangeRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
    private static final Instant AFTER_EXPIRY = Instant.parse("2027-07-01T00:00:00Z");
    private static final WorkerGroupSpec FIRST = new WorkerGroupSpec("group-0", "n1-medium-x86", 1, 3, 1, 0);
    private static final WorkerGroupSpec SECOND = new WorkerGroupSpec("extra", "c1-large-x86", 2, 4, 0, 2);
    private static final Maintenance NIGHTLY =
            new Maintenance(true, false, 3, 30, "Europe/Berlin", Duration.ofHours(3));

    private final ClusterRules rules = new ClusterRules(CatalogFiles.read(Optional.empty()), ClusterConfig.DEFAULT);

    static Stream<Arguments> refusedVersions() {
        return Stream.of(
                arguments("1.36.3", "1.36.1", "upwards by at most one minor"),
                arguments("1.37.2", "1.36.3", "which has no successor on offer"),
                arguments("1.35.9", "1.37.2", "one of 1.36.3, 1.36.1"),
                arguments("1.36.1", "1.36.2", "one of 1.37.2, 1.36.3"),
                arguments("1.36.1", "2.0.0", "one of 1.37.2, 1.36.3"));
    }

    @ParameterizedTest
    @MethodSource("refusedVersions")
    void aVersionGoesUpwardsToOneOnOfferAndSkipsNoMinor(String before, String wanted, String told) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> rules.changed(spec(before, FIRST), version(wanted), NOW))
                .withMessageStartingWith("validation error: kubernetes.version: ")
                .withMessageContaining(told)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.36.3", "1.37.2"})
    void aPatchAndTheNextMinorAreTaken(String wanted) {
        assertThat(rules.changed(spec("1.36.1", FIRST), version(wanted), NOW).version())
                .hasToString(wanted);
    }

    @Test
    void theSameVersionIsNoChangeEvenIfItHasExpired() {
        var before = spec("1.36.3", FIRST);

        assertThat(rules.changed(before, version("1.36.3"), AFTER_EXPIRY)).isEqualTo(before);
    }

    @Test
    void anExpiredVersionIsNoTarget() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> rules.changed(spec("1.36.1", FIRST), version("1.36.3"), AFTER_EXPIRY))
                .withMessageContaining("one of 1.37.2)");
    }

    @Test
    void anEmptyListOfGroupsIsNoChange() {
        var before = spec("1.36.3", FIRST, SECOND);

        assertThat(rules.changed(before, groups(), NOW)).isEqualTo(before);
    }

    @Test
    void theListIsCompleteAndItsOrderIsKept() {
        var after = rules.changed(spec("1.36.3", FIRST, SECOND), groups(named("third"), named("extra")), NOW);

        assertThat(after.workerGroups())
                .containsExactly(new WorkerGroupSpec("third", "n1-medium-x86", 1, 3, 1, 0), SECOND);
    }

    @Test
    void aGroupIsChangedByTheFieldsThatArePresent() {
        var larger = new WorkerGroupChange(
                "extra", Optional.empty(), Optional.empty(), Optional.of(9), Optional.empty(), Optional.empty());

        var after = rules.changed(spec("1.36.3", FIRST, SECOND), groups(named("group-0"), larger), NOW);

        assertThat(after.workerGroups())
                .containsExactly(FIRST, new WorkerGroupSpec("extra", "c1-large-x86", 2, 9, 0, 2));
    }

    @Test
    void anExplicitZeroIsAZeroAndTwoOfThemAreASurgeOfOne() {
        var none = Optional.of(0);
        var bothZero = new WorkerGroupChange("extra", Optional.empty(), none, Optional.empty(), Optional.empty(), none);
        var storedZero = new WorkerGroupChange(
                "group-0", Optional.empty(), Optional.empty(), Optional.empty(), none, Optional.empty());

        var after = rules.changed(spec("1.36.3", FIRST, SECOND), groups(storedZero, bothZero), NOW);

        assertThat(after.workerGroups())
                .containsExactly(FIRST, new WorkerGroupSpec("extra", "c1-large-x86", 0, 4, 1, 0));
    }

    static Stream<Arguments> refusedGroups() {
        return Stream.of(
                arguments("workers[0].minsize", change("group-0", "n1-medium-x86", 4, null), "which is 3"),
                arguments("workers[0].maxsize", change("group-0", "n1-medium-x86", null, 65), "1 to 64"),
                arguments("workers[0].machine_type", change("group-0", "huge", null, null), "c1-large-x86"),
                arguments("workers[0].name", change("Group", "n1-medium-x86", 1, 1), "a-z"),
                arguments("workers", change("group-0", "n1-medium-x86", 0, 3), "minsize 1 or more"));
    }

    @ParameterizedTest
    @MethodSource("refusedGroups")
    void aBrokenRuleNamesItsField(String field, WorkerGroupChange change, String told) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> rules.changed(spec("1.36.3", FIRST), groups(change), NOW))
                .withMessageStartingWith("validation error: " + field + ": ")
                .withMessageContaining(told);
    }

    @Test
    void twoGroupsOfOneNameAreRefused() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> rules.changed(spec("1.36.3", FIRST), groups(named("same"), named("same")), NOW))
                .withMessageStartingWith("validation error: workers[1].name: ");
    }

    @Test
    void aMachineTypeThatLeftTheCatalogMayStayButNotSpread() {
        var old = new WorkerGroupSpec("group-0", "retired-x86", 1, 3, 1, 0);
        var larger = change("group-0", "retired-x86", 2, null);

        assertThat(rules.changed(spec("1.36.3", old), groups(larger), NOW).workerGroups())
                .containsExactly(new WorkerGroupSpec("group-0", "retired-x86", 2, 3, 1, 0));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() ->
                        rules.changed(spec("1.36.3", old), groups(larger, change("more", "retired-x86", 1, 1)), NOW))
                .withMessageStartingWith("validation error: workers[1].machine_type: ");
    }

    @Test
    void theQuotaHoldsForGrowthAndNeverForLess() {
        var above = new WorkerGroupSpec("group-0", "n1-medium-x86", 1, 50, 1, 0);

        assertThat(rules.changed(spec("1.36.3", above), groups(change("group-0", "n1-medium-x86", 1, 40)), NOW)
                        .workerGroups())
                .singleElement()
                .satisfies(group -> assertThat(group.max()).isEqualTo(40));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() ->
                        rules.changed(spec("1.36.3", above), groups(change("group-0", "n1-medium-x86", 1, 51)), NOW))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
    }

    @Test
    void aWindowReplacesTheOldOneAndAbsentFlagsStay() {
        var begin = new MaintenanceDraft.Begin(5, 0, "Local");
        var window = new MaintenanceDraft.Window(Optional.of(begin), Optional.empty());
        var change = new MaintenanceDraft(Optional.empty(), Optional.empty(), Optional.of(window));

        var after = rules.changed(spec("1.36.3", FIRST), maintenance(change), NOW);

        assertThat(after.maintenance()).isEqualTo(new Maintenance(true, false, 5, 0, "UTC", Duration.ofHours(2)));
    }

    @Test
    void aFlagAloneLeavesTheWindow() {
        var change = new MaintenanceDraft(Optional.of(false), Optional.empty(), Optional.empty());

        var after = rules.changed(spec("1.36.3", FIRST), maintenance(change), NOW);

        assertThat(after.maintenance())
                .isEqualTo(new Maintenance(false, false, 3, 30, "Europe/Berlin", Duration.ofHours(3)));
    }

    private static ClusterSpec spec(String version, WorkerGroupSpec... groups) {
        return new ClusterSpec(
                new ClusterName("demo"),
                "eqx-mu4",
                KubernetesVersion.parse(version),
                new MachineImage("debian", "12.0.20261101"),
                List.of(groups),
                NIGHTLY,
                "evaluation");
    }

    private static ClusterChange version(String wanted) {
        return new ClusterChange(Optional.of(wanted), List.of(), Optional.empty());
    }

    private static ClusterChange groups(WorkerGroupChange... groups) {
        return new ClusterChange(Optional.empty(), List.of(groups), Optional.empty());
    }

    private static ClusterChange maintenance(MaintenanceDraft draft) {
        return new ClusterChange(Optional.empty(), List.of(), Optional.of(draft));
    }

    private static WorkerGroupChange named(String name) {
        return new WorkerGroupChange(
                name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static WorkerGroupChange change(
            String name,
            String type,
            @org.jspecify.annotations.Nullable Integer min,
            @org.jspecify.annotations.Nullable Integer max) {
        return new WorkerGroupChange(
                name,
                Optional.of(type),
                Optional.ofNullable(min),
                Optional.ofNullable(max),
                Optional.empty(),
                Optional.empty());
    }
}
