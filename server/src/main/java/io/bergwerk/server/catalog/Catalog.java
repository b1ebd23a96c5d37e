package io.bergwerk.server.catalog;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything on offer, in the order of the file.
///
/// @param partitionAliases other names under which users may ask for a partition; the value is a partition's id
public record Catalog(
        List<RegionOffer> regions,
        List<MachineTypeOffer> machineTypes,
        List<VersionOffer> kubernetes,
        List<ImageOffer> machineImages,
        Map<String, String> partitionAliases) {
    public Catalog {
        regions = List.copyOf(regions);
        machineTypes = List.copyOf(machineTypes);
        kubernetes = kubernetes.stream()
                .sorted(Comparator.comparing(VersionOffer::version).reversed())
                .toList();
        machineImages = List.copyOf(machineImages);
        partitionAliases = Map.copyOf(partitionAliases);
        CatalogRules.check(regions, machineTypes, kubernetes, machineImages, partitionAliases);
    }

    /// The place of clusters whose creator names none: the first active region.
    public RegionOffer defaultRegion() {
        return regions.stream().filter(RegionOffer::active).findFirst().orElse(regions.getFirst());
    }

    /// The region that has this partition, whether either is active or not.
    public Optional<RegionOffer> regionOf(String partitionId) {
        return regions.stream()
                .filter(r -> r.partition(partitionId).isPresent())
                .findFirst();
    }

    /// A partition's id from what a user wrote: an id, or an alias of one.
    public String partitionId(String written) {
        return partitionAliases.getOrDefault(written, written);
    }

    public Optional<MachineTypeOffer> machineType(String id) {
        return machineTypes.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /// Versions that can be ordered, newest first.
    public List<VersionOffer> offeredVersions(Instant now) {
        return kubernetes.stream().filter(v -> !v.expiredAt(now)).toList();
    }

    public Optional<VersionOffer> version(KubernetesVersion version) {
        return kubernetes.stream().filter(v -> v.version().equals(version)).findFirst();
    }

    public Optional<ImageOffer> image(MachineImage image) {
        return machineImages.stream().filter(i -> i.image().equals(image)).findFirst();
    }

    /// The image that new nodes get: the first in the file that has not expired, else the first.
    public ImageOffer currentImage(Instant now) {
        return machineImages.stream()
                .filter(i -> now.isBefore(i.expiration()))
                .findFirst()
                .orElse(machineImages.getFirst());
    }

    /// Ids must be unique; used by the checks of this package.
    static boolean unique(List<String> ids) {
        return new HashSet<>(ids).size() == ids.size();
    }
}
