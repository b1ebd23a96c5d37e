package io.bergwerk.server.audit;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.v1.AuditExportServiceExportResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// The exports that run on this server, each on a thread of its own.
final class TraceExports {
    private final ExportLimits limits;
    private final Semaphore free;

    /// @param page traces that are read and held at once
    /// @param patience how long a caller may take nothing
    /// @param recheck pause between two looks at a caller who takes nothing
    /// @param exportsMax at once on one server
    record ExportLimits(int page, Duration patience, Duration recheck, int exportsMax) {
        /// Ten exports hold 32 MB at most with bodies of the standard length.
        static final ExportLimits DEFAULT = new ExportLimits(200, Duration.ofMinutes(1), Duration.ofSeconds(10), 10);
    }

    /// Where an export reads.
    interface Pages {
        /// The traces that follow, oldest first and at most `limit`.
        List<Trace> read(Optional<Trace> after, int limit);
    }

    TraceExports(ExportLimits limits) {
        this.limits = limits;
        this.free = new Semaphore(limits.exportsMax());
    }

    /// Begins an export and returns.
    ///
    /// @param guard throws once the caller may no longer read
    /// @throws ApiException `RESOURCE_EXHAUSTED` if this server has as many exports as it may have
    void open(Pages pages, ServerCallStreamObserver<AuditExportServiceExportResponse> observer, Runnable guard) {
        if (!free.tryAcquire()) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "this server has %d open exports, which is the most: try again later"
                            .formatted(limits.exportsMax()));
        }
        var export = new TraceExport(pages, observer, guard, limits, CallContext.requestId());
        observer.setOnReadyHandler(export::wake);
        observer.setOnCancelHandler(export::wake);
        Thread.ofVirtual().name("audit-export").start(() -> {
            try {
                export.run();
            } finally {
                free.release();
            }
        });
    }
}
