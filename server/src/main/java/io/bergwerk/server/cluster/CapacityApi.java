package io.bergwerk.server.cluster;

import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.server.store.Database;
import io.bergwerk.v1.Capacity;
import io.bergwerk.v1.CapacityServiceGrpc.CapacityServiceImplBase;
import io.bergwerk.v1.CapacityServiceListRequest;
import io.bergwerk.v1.CapacityServiceListResponse;
import io.grpc.stub.StreamObserver;

/// Protobuf to records and back.
public final class CapacityApi extends CapacityServiceImplBase {
    private final Database database;
    private final MachineStock stock;

    CapacityApi(Database database, MachineStock stock) {
        this.database = database;
        this.stock = stock;
    }

    @Override
    public void list(CapacityServiceListRequest request, StreamObserver<CapacityServiceListResponse> observer) {
        Rpc.answer(observer, () -> {
            var answer = CapacityServiceListResponse.newBuilder();
            database.withHandle(stock::levels)
                    .forEach(level -> answer.addCapacities(Capacity.newBuilder()
                            .setPartition(level.kind().partition())
                            .setMachineType(level.kind().machineType())
                            .setTotal(level.total())
                            .setFree(level.free())));
            return answer.build();
        });
    }
}
