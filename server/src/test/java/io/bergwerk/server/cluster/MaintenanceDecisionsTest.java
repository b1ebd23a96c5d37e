package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.CatalogFiles;
import io.bergwerk.server.catalog.ImageOffer;
import io.bergwerk.server.catalog.RegionDefaults;
import io.bergwerk.server.catalog.RegionOffer;
import io.bergwerk.server.catalog.VersionOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceDecisionsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant EXPIRY_135 = Instant.parse("2026-09-01T00:00:00Z");
    private static final Instant EXPIRY_136 = Instant.parse("2027-06-28T00:00:00Z");
    private static final Instant EXPIRY_137 = Instant.parse("2027-10-28T00:00:00Z");
    private static final MachineImage OLD = new MachineImage("debian", "12.1");
    private static final MachineImage NEW = new MachineImage("debian", "12.2");
    private static final Instant OLD_EXPIRES = Instant.parse("2026-10-01T00:00:00Z");

    private final Catalog catalog = offering(
            List.of(
                    offer("1.35.4", EXPIRY_135),
                    offer("1.35.7", EXPIRY_135),
                    offer("1.36.1", EXPIRY_136),
                    offer("1.36.3", EXPIRY_136),
                    offer("1.37.2", EXPIRY_137)),
            List.of(new ImageOffer("debian", "12.2", EXPIRY_137), new ImageOffer("debian", "12.1", OLD_EXPIRES)));
    private final MaintenanceDecisions decisions = new MaintenanceDecisions(catalog);

    static Catalog offering(List<VersionOffer> versions, List<ImageOffer> images) {
        var builtIn = CatalogFiles.read(Optional.empty());
        var regions = builtIn.regions().stream()
                .map(region -> withDefault(region, versions.getLast()))
                .toList();
        return new Catalog(regions, builtIn.machineTypes(), versions, images, builtIn.partitionAliases());
    }

    /// A region's default version has to be on offer.
    private static RegionOffer withDefault(RegionOffer region, VersionOffer version) {
        var before = region.defaults();
        var defaults = new RegionDefaults(
                before.machineType(),
                version.version().toString(),
                before.workerMin(),
                before.workerMax(),
                before.partition());
        return new RegionOffer(
                region.id(),
                region.name(),
                region.description(),
                region.address(),
                region.active(),
                region.partitions(),
                region.machineTypes(),
                defaults);
    }

    static VersionOffer offer(String version, Instant expiry) {
        return new VersionOffer(KubernetesVersion.parse(version), expiry);
    }

    @ParameterizedTest
    @CsvSource({
        // now, autoupdate, before, after
        "2026-06-01, true, 1.35.4, 1.35.7",
        "2026-06-01, true, 1.36.3, 1.36.3",
        "2026-06-01, true, 1.37.2, 1.37.2",
        "2026-06-01, false, 1.36.1, 1.36.1",
        // Expired: whatever the flag says, and one minor at a time.
        "2026-09-01, false, 1.35.4, 1.36.3",
        "2026-08-31, false, 1.35.4, 1.35.4",
        "2027-07-01, false, 1.36.3, 1.37.2",
        "2027-07-01, false, 1.35.4, 1.36.3",
        "2028-01-01, true, 1.37.2, 1.37.2",
        // What the catalog does not know has no expiry, and newer patches all the same.
        "2026-06-01, true, 1.36.2, 1.36.3",
        "2026-06-01, false, 1.34.1, 1.34.1"
    })
    void aVersionGoesToTheNewestPatchOrWhereItMust(String day, boolean autoupdate, String before, String after) {
        var now = Instant.parse(day + "T00:00:00Z");

        var maintained = decisions.maintained(spec(before, OLD, autoupdate, false), now);

        assertThat(maintained.version()).hasToString(after);
    }

    @Test
    void theImageGoesToTheNewestIfWantedOrExpired() {
        assertThat(decisions.maintained(spec("1.36.3", OLD, false, true), NOW).image())
                .isEqualTo(NEW);
        assertThat(decisions.maintained(spec("1.36.3", OLD, true, false), NOW).image())
                .isEqualTo(OLD);
        assertThat(decisions
                        .maintained(spec("1.36.3", OLD, false, false), OLD_EXPIRES)
                        .image())
                .isEqualTo(NEW);
    }

    @Test
    void withoutWishesNothingElseChanges() {
        var spec = spec("1.36.1", OLD, false, false);

        assertThat(decisions.maintained(spec, NOW)).isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-08-01, ''",
        "2026-08-02, KubernetesVersionExpires",
        "2026-08-24, KubernetesVersionExpires",
        "2026-08-25, KubernetesVersionExpiresSoon",
        "2026-08-31, KubernetesVersionExpiresSoon",
        "2026-09-01, KubernetesVersionExpired"
    })
    void aMonthAndAWeekBeforeTheEndThereIsANotice(String day, String reason) {
        var notices =
                new ExpiryNotices(decisions).of(spec("1.35.4", NEW, false, false), Instant.parse(day + "T00:00:00Z"));

        assertThat(notices)
                .extracting(Notice::reason)
                .containsExactlyElementsOf(reason.isEmpty() ? List.of() : List.of(reason));
        assertThat(notices).allSatisfy(notice -> {
            assertThat(notice.about()).isEqualTo(ConditionType.CONTROL_PLANE_HEALTHY);
            assertThat(notice.message()).contains("1.35.4", "1.36.3").endsWith(".");
        });
    }

    @Test
    void aNoticeOfAnImageIsAboutTheNodes() {
        var notices = new ExpiryNotices(decisions).of(spec("1.37.2", OLD, false, false), OLD_EXPIRES.minusSeconds(1));

        assertThat(notices)
                .containsExactly(new Notice(
                        ConditionType.EVERY_NODE_READY,
                        "MachineImageExpiresSoon",
                        "The machine image debian 12.1 expires on 2026-10-01: if it is not replaced before,"
                                + " the next maintenance window afterwards replaces it by debian 12.2."));
    }

    @Test
    void aVersionWithoutASuccessorIsTheOperatorsTask() {
        var notices = new ExpiryNotices(decisions).of(spec("1.37.2", NEW, true, true), EXPIRY_137);

        assertThat(notices)
                .extracting(Notice::message)
                .contains("Kubernetes 1.37.2 has expired, and the operator offers no successor.");
    }

    private static ClusterSpec spec(String version, MachineImage image, boolean kubernetes, boolean machineImage) {
        return new ClusterSpec(
                new ClusterName("demo"),
                "eqx-mu4",
                KubernetesVersion.parse(version),
                image,
                List.of(new WorkerGroupSpec("group-0", "n1-medium-x86", 1, 3, 1, 0)),
                new Maintenance(kubernetes, machineImage, 1, 0, "UTC", Duration.ofHours(2)),
                "evaluation");
    }
}
