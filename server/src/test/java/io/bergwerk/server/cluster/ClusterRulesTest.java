package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
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

class ClusterRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");

    private final ClusterRules rules = new ClusterRules(CatalogFiles.read(Optional.empty()), ClusterConfig.DEFAULT);

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                arguments("name", draft().name("x"), "\"x\""),
                arguments("name", draft().name("thirteenchars"), "2 to 12"),
                arguments("name", draft().name("Demo"), "\"Demo\""),
                arguments("name", draft().name("-demo"), "no - at either end"),
                arguments("name", draft().name("demo-"), "no - at either end"),
                arguments("name", draft().name("de.mo"), "a-z, 0-9 and -"),
                arguments("name", draft().name("de--mo"), "neither --"),
                arguments("name", draft().name("a-external"), "-external"),
                arguments("partition", draft().partition("nowhere"), "eqx-mu4"),
                arguments("kubernetes.version", draft().version("1.35.0"), "1.36.3"),
                arguments("kubernetes.version", draft().version("1.36"), "1.36.3"),
                arguments("workers[0].name", draft().group("g", "n1-medium-x86", 1, 1), "2 to 15"),
                arguments("workers[0].name", draft().group("Group", "n1-medium-x86", 1, 1), "a-z"),
                arguments("workers[0].name", draft().group("sixteen-letters-", "n1-medium-x86", 1, 1), "2 to 15"),
                arguments("workers[0].machine_type", draft().group("group", "huge", 1, 1), "c1-large-x86"),
                arguments("workers[0].machine_type", draft().group("group", "", 2, 2), "n1-medium-x86"),
                arguments("workers[0].minsize", draft().group("group", "n1-medium-x86", 4, 3), "which is 3"),
                arguments("workers[0].minsize", draft().group("group", "n1-medium-x86", 33, 33), "0 to 32"),
                arguments("workers[0].maxsize", draft().group("group", "n1-medium-x86", 1, 65), "1 to 64"),
                arguments("workers[0].maxsize", draft().group("group", "n1-medium-x86", 0, 0), "1 to 64"),
                arguments(
                        "workers[1].name",
                        draft().group("same", "n1-medium-x86", 1, 1).group("same", "n1-medium-x86", 1, 1),
                        "no other group"),
                arguments("workers", draft().group("group", "n1-medium-x86", 0, 3), "minsize 1 or more"),
                arguments("workers[0].maxsurge", draft().group("group", "n1-medium-x86", 1, 1, 65, 0), "0 to 64"),
                arguments("workers[0].maxunavailable", draft().group("group", "n1-medium-x86", 1, 1, 0, 65), "0 to 64"),
                arguments(
                        "maintenance.time_window.duration",
                        draft().window(1, 0, "UTC", Duration.ofHours(4)),
                        "less than 4 hours"),
                arguments(
                        "maintenance.time_window.duration",
                        draft().window(1, 0, "UTC", Duration.ofMinutes(59)),
                        "1 hour or more"),
                arguments(
                        "maintenance.time_window.begin.hour",
                        draft().window(24, 0, "UTC", Duration.ofHours(2)),
                        "0 to 23"),
                arguments(
                        "maintenance.time_window.begin.minute",
                        draft().window(3, 60, "UTC", Duration.ofHours(2)),
                        "0 to 59"),
                arguments(
                        "maintenance.time_window.begin.timezone",
                        draft().window(3, 0, "Mars/City", Duration.ofHours(2)),
                        "Mars/City"),
                arguments(
                        "maintenance.time_window.begin.timezone",
                        draft().window(3, 0, "+02:00", Duration.ofHours(2)),
                        "IANA"));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void aBrokenRuleNamesFieldValueAndExpectation(String field, DraftBuilder draft, String told) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> rules.complete(draft.build(), NOW))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.publicMessage())
                            .startsWith("validation error: " + field + ": ")
                            .contains("(expected: ", told);
                    assertThat(e.violations())
                            .singleElement()
                            .satisfies(
                                    violation -> assertThat(violation.field()).isEqualTo(field));
                });
    }

    @Test
    void whatIsNotSaidIsTheRegionsDefault() {
        var spec = rules.complete(new ClusterDraft("demo", "", "", List.of(), Optional.empty()), NOW);

        assertThat(spec.partition()).isEqualTo("eqx-mu4");
        assertThat(spec.version()).hasToString("1.36.3");
        assertThat(spec.workerGroups()).containsExactly(new WorkerGroupSpec("group-0", "n1-medium-x86", 1, 3, 1, 0));
        assertThat(spec.maintenance()).isEqualTo(new Maintenance(true, true, 1, 0, "UTC", Duration.ofHours(2)));
        assertThat(spec.purpose()).isEqualTo("evaluation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Local", "UTC"})
    void theLocalZoneOfACallerIsUtc(String zone) {
        var spec =
                rules.complete(draft().window(3, 30, zone, Duration.ofHours(1)).build(), NOW);

        assertThat(spec.maintenance().timeZone()).isEqualTo("UTC");
        assertThat(spec.maintenance().beginMinute()).isEqualTo(30);
    }

    @Test
    void aWindowMayBeASecondShortOfFourHoursInARealZone() {
        var longest = Duration.ofHours(4).minusSeconds(1);
        var spec =
                rules.complete(draft().window(23, 59, "Europe/Berlin", longest).build(), NOW);

        assertThat(spec.maintenance().duration()).isEqualTo(longest);
        assertThat(spec.maintenance().timeZone()).isEqualTo("Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "twelve-chars", "0-9", "a-internal"})
    void goodNamesPass(String name) {
        assertThat(rules.complete(draft().name(name).build(), NOW).name().value())
                .isEqualTo(name);
    }

    @Test
    void aGroupMayBeEmptyIfAnotherIsNot() {
        var spec = rules.complete(
                draft().group("idle", "n1-medium-x86", 0, 2)
                        .group("busy", "c1-large-x86", 1, 2, 0, 1)
                        .build(),
                NOW);

        assertThat(spec.workerGroups())
                .containsExactly(
                        new WorkerGroupSpec("idle", "n1-medium-x86", 0, 2, 1, 0),
                        new WorkerGroupSpec("busy", "c1-large-x86", 1, 2, 0, 1));
    }

    @Test
    void moreNodesThanTheQuotaAreRefusedAsExhausted() {
        var draft = draft().group("one", "n1-medium-x86", 1, 32).group("two", "n1-medium-x86", 1, 1);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> rules.complete(draft.build(), NOW))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
                .withMessageContaining("33 together (expected: at most 32");
    }

    @Test
    void anExpiredVersionIsNotOnOffer() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(
                        () -> rules.complete(draft().version("1.36.3").build(), Instant.parse("2027-07-01T00:00:00Z")))
                .withMessageContaining("kubernetes.version")
                .withMessageContaining("one of 1.37.2)");
    }

    private static DraftBuilder draft() {
        return new DraftBuilder("demo", "", "", List.of(), Optional.empty());
    }

    record DraftBuilder(
            String name,
            String partition,
            String version,
            List<WorkerGroupSpec> groups,
            Optional<MaintenanceDraft> window) {
        DraftBuilder name(String next) {
            return new DraftBuilder(next, partition, version, groups, window);
        }

        DraftBuilder partition(String next) {
            return new DraftBuilder(name, next, version, groups, window);
        }

        DraftBuilder version(String next) {
            return new DraftBuilder(name, partition, next, groups, window);
        }

        DraftBuilder group(String group, String type, int min, int max) {
            return group(group, type, min, max, 0, 0);
        }

        DraftBuilder group(String group, String type, int min, int max, int surge, int unavailable) {
            var next = new WorkerGroupSpec(group, type, min, max, surge, unavailable);
            return new DraftBuilder(
                    name,
                    partition,
                    version,
                    Stream.concat(groups.stream(), Stream.of(next)).toList(),
                    window);
        }

        DraftBuilder window(int hour, int minute, String zone, Duration duration) {
            var begin = new MaintenanceDraft.Begin(hour, minute, zone);
            var next = new MaintenanceDraft(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new MaintenanceDraft.Window(Optional.of(begin), Optional.of(duration))));
            return new DraftBuilder(name, partition, version, groups, Optional.of(next));
        }

        ClusterDraft build() {
            return new ClusterDraft(name, partition, version, groups, window);
        }
    }
}
