package io.bergwerk.server.access;

import io.bergwerk.admin.v1.StorageServiceGrpc.StorageServiceImplBase;
import io.bergwerk.api.v1.AssetServiceGrpc.AssetServiceImplBase;
import io.bergwerk.api.v1.ClusterServiceGrpc.ClusterServiceImplBase;
import io.bergwerk.api.v1.HealthServiceGrpc.HealthServiceImplBase;
import io.bergwerk.api.v1.IPServiceGrpc.IPServiceImplBase;
import io.bergwerk.api.v1.PaymentServiceGrpc.PaymentServiceImplBase;
import io.bergwerk.api.v1.SnapshotServiceGrpc.SnapshotServiceImplBase;
import io.bergwerk.api.v1.VersionServiceGrpc.VersionServiceImplBase;
import io.bergwerk.api.v1.VolumeServiceGrpc.VolumeServiceImplBase;
import io.bergwerk.status.v1.MessageServiceGrpc.MessageServiceImplBase;
import io.bergwerk.status.v1.StatusServiceGrpc.StatusServiceImplBase;
import io.bergwerk.v1.CapacityServiceGrpc.CapacityServiceImplBase;
import io.bergwerk.v1.ClusterBackupServiceGrpc.ClusterBackupServiceImplBase;
import io.bergwerk.v1.ClusterPlanServiceGrpc.ClusterPlanServiceImplBase;
import io.bergwerk.v1.ClusterSettingsServiceGrpc.ClusterSettingsServiceImplBase;
import io.bergwerk.v1.KubeconfigServiceGrpc.KubeconfigServiceImplBase;
import io.grpc.BindableService;
import java.util.List;

/// What of the API has nothing to do with callers and their rights: each method says that it is not built.
final class UnbuiltServices {
    private UnbuiltServices() {}

    static List<BindableService> all() {
        return List.of(
                new AssetServiceImplBase() {},
                new ClusterServiceImplBase() {},
                new HealthServiceImplBase() {},
                new IPServiceImplBase() {},
                new PaymentServiceImplBase() {},
                new SnapshotServiceImplBase() {},
                new VersionServiceImplBase() {},
                new VolumeServiceImplBase() {},
                new MessageServiceImplBase() {},
                new StatusServiceImplBase() {},
                new CapacityServiceImplBase() {},
                new ClusterBackupServiceImplBase() {},
                new ClusterPlanServiceImplBase() {},
                new ClusterSettingsServiceImplBase() {},
                new KubeconfigServiceImplBase() {},
                new StorageServiceImplBase() {},
                new io.bergwerk.admin.v1.ClusterServiceGrpc.ClusterServiceImplBase() {},
                new io.bergwerk.admin.v1.PaymentServiceGrpc.PaymentServiceImplBase() {});
    }
}
