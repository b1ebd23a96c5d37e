package io.bergwerk.server.audit;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.v1.AuditExportServiceExportResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One export: reads a page, sends it as fast as the caller takes it, reads the next one. Between pages it
/// holds no connection to the database.
final class TraceExport {
    private static final Logger log = LoggerFactory.getLogger(TraceExport.class);

    private final TraceExports.Pages pages;
    private final ServerCallStreamObserver<AuditExportServiceExportResponse> observer;
    private final Runnable guard;
    private final TraceExports.ExportLimits limits;
    private final String requestId;

    TraceExport(
            TraceExports.Pages pages,
            ServerCallStreamObserver<AuditExportServiceExportResponse> observer,
            Runnable guard,
            TraceExports.ExportLimits limits,
            String requestId) {
        this.pages = pages;
        this.observer = observer;
        this.guard = guard;
        this.limits = limits;
        this.requestId = requestId;
    }

    /// The caller takes more, or nothing any more.
    synchronized void wake() {
        notifyAll();
    }

    /// Blocks until the caller has everything, or has gone, or may no longer read.
    void run() {
        try {
            if (sendAll()) {
                observer.onCompleted();
            }
        } catch (ApiException e) {
            end(Rpc.failure(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(Rpc.failure(ApiException.unavailable("the server is stopping: export again")));
        } catch (RuntimeException e) {
            if (!observer.isCancelled()) {
                log.atError().addKeyValue("request", requestId).setCause(e).log("an export failed");
                end(Rpc.fault(requestId));
            }
        }
    }

    /// False if the caller has gone.
    private boolean sendAll() throws InterruptedException {
        var last = Optional.<Trace>empty();
        while (true) {
            guard.run();
            var page = pages.read(last, limits.page());
            for (var trace : page) {
                if (!awaitReady()) {
                    return false;
                }
                guard.run();
                observer.onNext(AuditExportServiceExportResponse.newBuilder()
                        .setTrace(AuditProtos.toProto(trace))
                        .build());
            }
            if (page.size() < limits.page()) {
                return !observer.isCancelled();
            }
            last = Optional.of(page.getLast());
        }
    }

    private synchronized boolean awaitReady() throws InterruptedException {
        var begin = System.nanoTime();
        while (!observer.isReady() && !observer.isCancelled()) {
            if (System.nanoTime() - begin >= limits.patience().toNanos()) {
                throw ApiException.of(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "nothing was taken for %d seconds: export again from the last trace"
                                .formatted(limits.patience().toSeconds()));
            }
            guard.run();
            wait(limits.recheck().toMillis());
        }
        return !observer.isCancelled();
    }

    private void end(StatusRuntimeException failure) {
        try {
            observer.onError(failure);
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("the caller has gone away in this moment; there is nobody to tell");
        }
    }
}
