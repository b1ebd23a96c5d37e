package io.bergwerk.server.start;

import io.bergwerk.api.v1.IPServiceGrpc;
import io.bergwerk.api.v1.SnapshotServiceGrpc;
import io.bergwerk.api.v1.VolumeServiceGrpc;
import io.grpc.BindableService;
import java.util.List;

/// Services of the public API of which this release has no method: each answers `unimplemented`, behind the same checks
/// as every other.
final class Unbuilt {
    private Unbuilt() {}

    static List<BindableService> services() {
        return List.of(
                new IPServiceGrpc.IPServiceImplBase() {},
                new SnapshotServiceGrpc.SnapshotServiceImplBase() {},
                new VolumeServiceGrpc.VolumeServiceImplBase() {},
                new io.bergwerk.admin.v1.PaymentServiceGrpc.PaymentServiceImplBase() {},
                new io.bergwerk.admin.v1.StorageServiceGrpc.StorageServiceImplBase() {});
    }
}
