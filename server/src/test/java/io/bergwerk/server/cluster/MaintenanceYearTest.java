package io.bergwerk.server.cluster;

import static io.bergwerk.server.cluster.MaintenanceDecisionsTest.offer;
import static io.bergwerk.server.cluster.MaintenanceDecisionsTest.offering;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.ImageOffer;
import io.bergwerk.server.work.Outcome;
import io.bergwerk.testing.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A year of 50 clusters in eleven time zones, on a clock that jumps from one turn to the next: versions and images
/// come out, a version expires, and the server is down for nights. Every update is inside its window, none comes
/// twice and none is missed. The table is printed.
class MaintenanceYearTest {
    private static final int CLUSTERS = 50;
    private static final Instant BEGIN = Instant.parse("2026-01-15T12:00:00Z");
    private static final Instant END = BEGIN.plus(Duration.ofDays(365));
    private static final Instant EXPIRY_135 = Instant.parse("2026-09-01T00:00:00Z");
    private static final Instant FAR = Instant.parse("2028-01-01T00:00:00Z");
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Kolkata",
            "Pacific/Chatham",
            "America/Santiago",
            "Asia/Tokyo",
            "Africa/Casablanca",
            "Antarctica/Troll",
            "America/St_Johns");
    /// A day, as long as it gets where clocks go back, and one more that has no window because they go forward.
    private static final Duration PATIENCE = Duration.ofHours(50);

    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @RegisterExtension
    final Seed seed = Seed.fresh();

    /// @param versions that come onto offer
    /// @param image that comes onto offer, newer than those before
    private record Release(Instant at, List<String> versions, Optional<String> image) {
        static Release of(int day, List<String> versions, String... image) {
            return new Release(
                    BEGIN.plus(Duration.ofDays(day)),
                    versions,
                    List.of(image).stream().findFirst());
        }
    }

    private static final List<Release> RELEASES = List.of(
            Release.of(0, List.of("1.35.4", "1.36.1"), "12.1"),
            Release.of(20, List.of("1.36.2")),
            // The nights in which clocks change in Europe and in America.
            Release.of(72, List.of("1.35.5", "1.36.4"), "12.2"),
            Release.of(110, List.of(), "12.3"),
            Release.of(150, List.of("1.35.6")),
            Release.of(200, List.of("1.36.5", "1.37.0"), "12.4"),
            Release.of(282, List.of("1.36.6", "1.37.1"), "12.5"),
            Release.of(330, List.of("1.37.2")));

    /// Down from and until: a night, two days, and the day on which 1.35 expires.
    private static final List<List<Instant>> OUTAGES = List.of(
            List.of(Instant.parse("2026-02-04T10:00:00Z"), Instant.parse("2026-02-05T11:00:00Z")),
            List.of(Instant.parse("2026-05-05T00:00:00Z"), Instant.parse("2026-05-07T00:00:00Z")),
            List.of(Instant.parse("2026-08-31T20:00:00Z"), Instant.parse("2026-09-01T14:30:00Z")));

    private record Turn(Instant at, ClusterId cluster) {}

    private record Change(ClusterId cluster, Instant at, ClusterSpec before, ClusterSpec after) {}

    private final List<Change> changes = new ArrayList<>();
    private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparing(Turn::at));
    private int looks;

    @Test
    void everyUpdateIsInItsWindowNoneTwiceAndNoneMissed() {
        cloud.clock().set(BEGIN);
        cloud.offer(catalogAt(BEGIN));
        var server = cloud.bystander();
        var clusters = create(server);

        for (var index = 0; index < RELEASES.size(); index++) {
            var until = index + 1 < RELEASES.size() ? RELEASES.get(index + 1).at() : END;
            if (index > 0) {
                server.close();
                cloud.offer(catalogAt(RELEASES.get(index).at()));
                server = cloud.bystander();
                runUntil(server, RELEASES.get(index).at());
            }
            runUntil(server, until);
        }

        verify(clusters);
    }

    private Map<ClusterId, Cluster> create(TestPlatform server) {
        var random = seed.random();
        var clusters = new HashMap<ClusterId, Cluster>();
        var reconciler = server.feature().reconciler(cloud.world().engine());
        for (var number = 0; number < CLUSTERS; number++) {
            var made = server.clusters().create(TestCloud.owner(), draft(number, random));
            reconciler.reconcile(made.id());
            var cluster = server.clusters().get(TestCloud.owner(), made.id());
            assertThat(cluster.settled()).isTrue();
            clusters.put(cluster.id(), cluster);
            turns.add(new Turn(BEGIN, cluster.id()));
        }
        return clusters;
    }

    /// Every second cluster is on the older minor; one in five takes no patches, one in five no images.
    private static ClusterDraft draft(int number, RandomGenerator random) {
        var begin = new MaintenanceDraft.Begin(
                number % 3 == 0 ? 2 : random.nextInt(24), random.nextInt(60), ZONES.get(number % ZONES.size()));
        var window = new MaintenanceDraft.Window(
                Optional.of(begin), Optional.of(Duration.ofMinutes(60 + random.nextInt(179))));
        var maintenance =
                new MaintenanceDraft(Optional.of(number % 5 != 0), Optional.of(number % 5 != 1), Optional.of(window));
        return new ClusterDraft(
                "c-" + number,
                "eqx-mu4",
                number % 2 == 0 ? "1.35.4" : "1.36.1",
                List.of(new WorkerGroupSpec("group-0", "n1-medium-x86", 1, 1, 1, 0)),
                Optional.of(maintenance));
    }

    private static Catalog catalogAt(Instant now) {
        var out =
                RELEASES.stream().filter(release -> !release.at().isAfter(now)).toList();
        var versions = out.stream()
                .flatMap(release -> release.versions().stream())
                .map(version -> offer(version, version.startsWith("1.35.") ? EXPIRY_135 : FAR))
                .toList();
        var images = out.reversed().stream()
                .flatMap(release -> release.image().stream())
                .map(version -> new ImageOffer("debian", version, FAR))
                .toList();
        return offering(versions, images);
    }

    /// Takes all turns before that time; what falls into an outage is looked at when the server is back.
    private void runUntil(TestPlatform server, Instant until) {
        var maintenance = server.feature().maintenance("scripted");
        var reconciler = server.feature().reconciler(cloud.world().engine());
        while (!turns.isEmpty() && turns.peek().at().isBefore(until)) {
            var turn = turns.remove();
            var outage =
                    OUTAGES.stream().filter(down -> isDuring(down, turn.at())).findFirst();
            if (outage.isPresent()) {
                turns.add(new Turn(outage.get().getLast(), turn.cluster()));
                continue;
            }
            cloud.clock().set(turn.at());
            var before =
                    server.clusters().get(TestCloud.owner(), turn.cluster()).spec();
            var outcome = (Outcome.Waiting) maintenance.reconcile(turn.cluster());
            var after = server.clusters().get(TestCloud.owner(), turn.cluster()).spec();
            looks++;
            if (!after.equals(before)) {
                changes.add(new Change(turn.cluster(), turn.at(), before, after));
                reconciler.reconcile(turn.cluster());
            }
            turns.add(new Turn(turn.at().plus(outcome.delay()), turn.cluster()));
        }
    }

    private static boolean isDuring(List<Instant> outage, Instant moment) {
        return !moment.isBefore(outage.getFirst()) && moment.isBefore(outage.getLast());
    }

    private void verify(Map<ClusterId, Cluster> clusters) {
        assertThat(changes)
                .allSatisfy(change -> assertThat(
                                MaintenanceWindowTest.isInside(change.before().maintenance(), change.at()))
                        .as("%s at %s", change.before().maintenance(), change.at())
                        .isTrue());
        System.out.println(
                "maintenance-year: out            | what                          | due to | changed | latest after");
        for (var release : RELEASES.subList(1, RELEASES.size())) {
            release.versions().forEach(version -> verifyVersion(clusters, release.at(), version));
            release.image().ifPresent(image -> verifyImage(clusters, release.at(), image));
        }
        verifyExpiry(clusters);
        System.out.printf(
                "maintenance-year: %d clusters, %d looks, %d changes, all inside their windows%n",
                clusters.size(), looks, changes.size());
    }

    private void verifyVersion(Map<ClusterId, Cluster> clusters, Instant out, String written) {
        var version = KubernetesVersion.parse(written);
        var due = clusters.values().stream()
                .filter(cluster -> cluster.spec().maintenance().kubernetesAutoupdate())
                .filter(cluster -> minorAt(cluster, out) == version.minor())
                .map(Cluster::id)
                .toList();
        verify(
                "Kubernetes " + version,
                out,
                due,
                changesTo(change -> change.after().version().equals(version)
                        && change.before().version().minor() == version.minor()
                        && !change.before().version().equals(version)));
    }

    private void verifyImage(Map<ClusterId, Cluster> clusters, Instant out, String written) {
        var image = new MachineImage("debian", written);
        var due = clusters.values().stream()
                .filter(cluster -> cluster.spec().maintenance().machineImageAutoupdate())
                .map(Cluster::id)
                .toList();
        verify(
                "image " + image,
                out,
                due,
                changesTo(change -> change.after().image().equals(image)
                        && !change.before().image().equals(image)));
    }

    /// Those on 1.35 have to go to the newest 1.36 there is then, whatever their flags say.
    private void verifyExpiry(Map<ClusterId, Cluster> clusters) {
        var due = clusters.values().stream()
                .filter(cluster -> cluster.spec().version().minor() == 35)
                .map(Cluster::id)
                .toList();
        var forced = changesTo(change -> change.before().version().minor() == 35
                && change.after().version().minor() == 36);
        assertThat(forced)
                .allSatisfy(change -> assertThat(change.after().version()).hasToString("1.36.5"));
        verify("1.35 expires, to 1.36.5", EXPIRY_135, due, forced);
    }

    private static int minorAt(Cluster cluster, Instant at) {
        var begun = cluster.spec().version().minor();
        return begun == 35 && !at.isBefore(EXPIRY_135) ? 36 : begun;
    }

    private List<Change> changesTo(java.util.function.Predicate<Change> wanted) {
        return changes.stream().filter(wanted).toList();
    }

    /// Each of those it is due to changed once, within its time.
    private static void verify(String what, Instant out, List<ClusterId> due, List<Change> changed) {
        assertThat(changed).extracting(Change::cluster).as(what).containsExactlyInAnyOrderElementsOf(due);
        var possible = OUTAGES.stream()
                .filter(down -> isDuring(down, out))
                .map(List::getLast)
                .findFirst()
                .orElse(out);
        var latest =
                changed.stream().map(Change::at).max(Comparator.naturalOrder()).orElse(out);
        assertThat(changed).allSatisfy(change -> {
            assertThat(change.at()).as(what).isAfterOrEqualTo(out);
            assertThat(change.at()).as(what).isBefore(possible.plus(PATIENCE));
        });
        System.out.printf(
                "maintenance-year: %s | %-29s | %6d | %7d | %s%n",
                out, what, due.size(), changed.size(), Duration.between(out, latest));
    }
}
