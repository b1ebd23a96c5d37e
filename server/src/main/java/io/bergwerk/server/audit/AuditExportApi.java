package io.bergwerk.server.audit;

import io.bergwerk.server.access.CallContext;
import io.bergwerk.v1.AuditExportServiceExportRequest;
import io.bergwerk.v1.AuditExportServiceExportResponse;
import io.bergwerk.v1.AuditExportServiceGrpc.AuditExportServiceImplBase;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.Optional;

/// `bergwerk.v1.AuditExportService`.
public final class AuditExportApi extends AuditExportServiceImplBase {
    private final AuditService audit;
    private final TraceExports exports;
    private final InstantSource clock;

    public AuditExportApi(AuditService audit, InstantSource clock) {
        this(audit, new TraceExports(TraceExports.ExportLimits.DEFAULT), clock);
    }

    AuditExportApi(AuditService audit, TraceExports exports, InstantSource clock) {
        this.audit = audit;
        this.exports = exports;
        this.clock = clock;
    }

    @Override
    public void export(
            AuditExportServiceExportRequest request, StreamObserver<AuditExportServiceExportResponse> observer) {
        var window = AuditWindow.of(
                        request.hasFrom() ? Optional.of(request.getFrom()) : Optional.empty(),
                        request.hasTo() ? Optional.of(request.getTo()) : Optional.empty(),
                        clock.instant())
                .until(clock.instant());
        var access = CallContext.tenantAccess();
        exports.open(
                (after, limit) -> audit.page(access, window, after, limit),
                (ServerCallStreamObserver<AuditExportServiceExportResponse>) observer,
                CallContext.streamGuard()::check);
    }
}
