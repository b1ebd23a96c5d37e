package io.bergwerk.server.catalog;

import io.bergwerk.engine.KubernetesVersion;
import java.util.List;
import java.util.Map;

/// What must hold between the entries of a catalog; a broken rule stops the start and names the entry.
final class CatalogRules {
    private CatalogRules() {}

    static void check(
            List<RegionOffer> regions,
            List<MachineTypeOffer> machineTypes,
            List<VersionOffer> versions,
            List<ImageOffer> images,
            Map<String, String> aliases) {
        require(!regions.isEmpty(), "regions", regions, "at least one");
        require(!images.isEmpty(), "machine-images", images, "at least one");
        var typeIds = machineTypes.stream().map(MachineTypeOffer::id).toList();
        require(Catalog.unique(typeIds), "machine-types", typeIds, "each id once");
        var partitionIds = regions.stream()
                .flatMap(region -> region.partitions().stream())
                .map(PartitionOffer::id)
                .toList();
        require(Catalog.unique(partitionIds), "partitions", partitionIds, "each id once");
        aliases.forEach((alias, id) ->
                require(partitionIds.contains(id), "partition-aliases." + alias, id, "one of " + partitionIds));
        machineTypes.forEach(CatalogRules::checkSize);
        regions.forEach(region -> check(region, typeIds, versions));
    }

    private static void checkSize(MachineTypeOffer type) {
        require(type.cpus() >= 1, type.id() + ".cpus", type.cpus(), "1 or more");
        require(type.memoryBytes() >= 1L << 30, type.id() + ".memory-bytes", type.memoryBytes(), "1 GiB or more");
        require(type.priceMicroEuro() >= 0, type.id() + ".price-micro-euro", type.priceMicroEuro(), "0 or more");
    }

    private static void check(RegionOffer region, List<String> typeIds, List<VersionOffer> versions) {
        var path = "regions." + region.id();
        var defaults = region.defaults();
        for (var partition : region.partitions()) {
            partition.machines().forEach((type, count) -> {
                var machines = "partitions.%s.machines.%s".formatted(partition.id(), type);
                require(region.machineTypes().contains(type), machines, type, "one of " + region.machineTypes());
                require(count >= 0, machines, count, "0 or more");
            });
        }
        for (var type : region.machineTypes()) {
            require(typeIds.contains(type), path + ".machine-types", type, "one of " + typeIds);
        }
        require(
                region.machineTypes().contains(defaults.machineType()),
                path + ".defaults.machine-type",
                defaults.machineType(),
                "one of " + region.machineTypes());
        require(
                region.partition(defaults.partition()).isPresent(),
                path + ".defaults.partition",
                defaults.partition(),
                "a partition of the region");
        var version = KubernetesVersion.parse(defaults.kubernetesVersion());
        require(
                versions.stream().anyMatch(v -> v.version().equals(version)),
                path + ".defaults.kubernetes-version",
                version,
                "a version on offer");
        require(
                defaults.workerMin() >= 1 && defaults.workerMin() <= defaults.workerMax(),
                path + ".defaults.worker-min",
                defaults.workerMin(),
                "1 to worker-max");
    }

    private static void require(boolean holds, String path, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("catalog %s: %s (expected: %s)".formatted(path, given, expected));
        }
    }
}
