package io.bergwerk.server.cluster;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.ImageOffer;
import io.bergwerk.server.catalog.VersionOffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/// What a maintenance changes in a wish: pure decisions from the wish, the catalog and the time.
///
/// What is decided is the wish itself: a second look, by whoever comes after a death, finds nothing left to do.
final class MaintenanceDecisions {
    private final Catalog catalog;

    MaintenanceDecisions(Catalog catalog) {
        this.catalog = catalog;
    }

    /// The wish of this cluster after a maintenance at that time; the same if there is nothing to do. A cluster on
    /// its way to a minor is not sent to the one after it.
    ClusterSpec maintained(Cluster cluster, Instant now) {
        var spec = maintained(cluster.spec(), now);
        return cluster.canGoTo(spec.version())
                ? spec
                : spec.withVersion(cluster.spec().version());
    }

    /// The wish after a maintenance at that time; the same if there is nothing to do.
    ClusterSpec maintained(ClusterSpec spec, Instant now) {
        return spec.withVersion(version(spec, now)).withImage(image(spec, now));
    }

    /// When the version of the cluster expires; empty if the catalog does not know it.
    Optional<Instant> versionExpiry(ClusterSpec spec) {
        return catalog.version(spec.version()).map(VersionOffer::expiration);
    }

    Optional<Instant> imageExpiry(ClusterSpec spec) {
        return catalog.image(spec.image()).map(ImageOffer::expiration);
    }

    /// Patches if the user wants them; whatever is left to go to once the version has expired.
    private KubernetesVersion version(ClusterSpec spec, Instant now) {
        var before = spec.version();
        var expired = isOver(versionExpiry(spec), now);
        if (!expired && !spec.maintenance().kubernetesAutoupdate()) {
            return before;
        }
        var patch = newest(version -> version.minor() == before.minor(), before, now);
        return expired ? patch.or(() -> nextMinor(before, now)).orElse(before) : patch.orElse(before);
    }

    /// The newest of the next minor, be it one that has expired too: no minor can be skipped on the way to one that
    /// has not.
    private Optional<KubernetesVersion> nextMinor(KubernetesVersion before, Instant now) {
        return newest(version -> version.minor() == before.minor() + 1, before, now)
                .or(() -> catalog.kubernetes().stream()
                        .map(VersionOffer::version)
                        .filter(version -> version.minor() == before.minor() + 1 && version.canFollow(before))
                        .max(Comparator.naturalOrder()));
    }

    private Optional<KubernetesVersion> newest(
            Predicate<KubernetesVersion> wanted, KubernetesVersion before, Instant now) {
        return catalog.offeredVersions(now).stream()
                .map(VersionOffer::version)
                .filter(wanted)
                .filter(version -> version.canFollow(before))
                .max(Comparator.naturalOrder());
    }

    private MachineImage image(ClusterSpec spec, Instant now) {
        return spec.maintenance().machineImageAutoupdate() || isOver(imageExpiry(spec), now)
                ? catalog.currentImage(now).image()
                : spec.image();
    }

    private static boolean isOver(Optional<Instant> expiry, Instant now) {
        return expiry.filter(end -> !now.isBefore(end)).isPresent();
    }
}
