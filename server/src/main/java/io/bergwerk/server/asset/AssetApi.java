package io.bergwerk.server.asset;

import com.google.protobuf.Timestamp;
import io.bergwerk.api.v1.Asset;
import io.bergwerk.api.v1.AssetDefaults;
import io.bergwerk.api.v1.AssetServiceGrpc.AssetServiceImplBase;
import io.bergwerk.api.v1.AssetServiceListRequest;
import io.bergwerk.api.v1.AssetServiceListResponse;
import io.bergwerk.api.v1.Environment;
import io.bergwerk.api.v1.Kubernetes;
import io.bergwerk.api.v1.MachineType;
import io.bergwerk.api.v1.Partition;
import io.bergwerk.api.v1.Region;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.MachineTypeOffer;
import io.bergwerk.server.catalog.PartitionOffer;
import io.bergwerk.server.catalog.RegionDefaults;
import io.bergwerk.server.catalog.RegionOffer;
import io.bergwerk.server.catalog.VersionOffer;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.InstantSource;

/// Serves the catalog. Everything but the expiry of versions is the same for the life of the process.
public final class AssetApi extends AssetServiceImplBase {
    private final Catalog catalog;
    private final EnvironmentUrls urls;
    private final InstantSource clock;

    public AssetApi(Catalog catalog, EnvironmentUrls urls, InstantSource clock) {
        this.catalog = catalog;
        this.urls = urls;
        this.clock = clock;
    }

    @Override
    public void list(AssetServiceListRequest request, StreamObserver<AssetServiceListResponse> observer) {
        Rpc.answer(observer, this::list);
    }

    private AssetServiceListResponse list() {
        var now = clock.instant();
        var answer = AssetServiceListResponse.newBuilder().setEnvironment(environment());
        catalog.regions().forEach(region -> answer.addAssets(asset(region, now)));
        return answer.build();
    }

    private Asset asset(RegionOffer region, Instant now) {
        var asset = Asset.newBuilder().setRegion(region(region));
        region.machineTypes().stream()
                .flatMap(id -> catalog.machineType(id).stream())
                .forEach(type -> asset.putMachineTypes(type.id(), machineType(type)));
        catalog.offeredVersions(now).forEach(version -> asset.addKubernetes(kubernetes(version)));
        return asset.build();
    }

    private static Region region(RegionOffer region) {
        var message = Region.newBuilder()
                .setId(region.id())
                .setName(region.name())
                .setDescription(region.description())
                .setAddress(region.address())
                .setActive(region.active())
                .setDefaults(defaults(region.defaults()));
        region.partitions().forEach(partition -> message.putPartitions(partition.id(), partition(partition)));
        return message.build();
    }

    private static AssetDefaults defaults(RegionDefaults defaults) {
        return AssetDefaults.newBuilder()
                .setMachineType(defaults.machineType())
                .setKubernetesVersion(defaults.kubernetesVersion())
                .setWorkerMin(defaults.workerMin())
                .setWorkerMax(defaults.workerMax())
                .setPartition(defaults.partition())
                .build();
    }

    private static Partition partition(PartitionOffer partition) {
        return Partition.newBuilder()
                .setId(partition.id())
                .setName(partition.name())
                .setDescription(partition.description())
                .setAddress(partition.address())
                .setActive(partition.active())
                .build();
    }

    private static MachineType machineType(MachineTypeOffer type) {
        return MachineType.newBuilder()
                .setId(type.id())
                .setName(type.name())
                .setCpus(type.cpus())
                .setMemory(type.memoryBytes())
                .setStorage(type.storageBytes())
                .setCpuDescription(type.cpuDescription())
                .setStorageDescription(type.storageDescription())
                .build();
    }

    private static Kubernetes kubernetes(VersionOffer offer) {
        return Kubernetes.newBuilder()
                .setVersion(offer.version().toString())
                .setExpiration(
                        Timestamp.newBuilder().setSeconds(offer.expiration().getEpochSecond()))
                .build();
    }

    private Environment environment() {
        return Environment.newBuilder()
                .setConsoleUrl(urls.console().toString())
                .setAfterLoginUrl(urls.afterLogin().toString())
                .setTermsAndConditionsUrl(urls.termsAndConditions().toString())
                .build();
    }
}
