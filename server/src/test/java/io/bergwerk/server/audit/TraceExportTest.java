package io.bergwerk.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.audit.TraceExports.ExportLimits;
import io.bergwerk.v1.AuditExportServiceExportResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TraceExportTest {
    private static final ExportLimits HASTY = new ExportLimits(2, Duration.ofMillis(50), Duration.ofMillis(1), 1);

    @Test
    void whoTakesNothingForLongIsToldSo() {
        var client = new Client(1);

        run(client, 4);

        assertThat(client.taken).hasSize(1);
        assertThat(client.end.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(client.end.getDescription()).contains("export again from the last trace");
    }

    @Test
    void whoTakesEverythingGetsAllPages() {
        var client = new Client(Integer.MAX_VALUE);

        run(client, 4);

        assertThat(client.taken).hasSize(4);
        assertThat(client.end.getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void whoGoesIsNotWaitedFor() {
        var client = new Client(1);
        client.goesWhenFull = true;

        run(client, 4);

        assertThat(client.taken).hasSize(1);
        assertThat(client.end.getCode()).as("nobody is told anything").isEqualTo(Status.Code.UNKNOWN);
    }

    private static void run(Client client, int traces) {
        var all = new ArrayList<Trace>();
        for (int i = 0; i < traces; i++) {
            all.add(trace(i));
        }
        TraceExports.Pages pages = (after, limit) -> {
            var begin = after.map(all::indexOf).orElse(-1) + 1;
            return List.copyOf(all.subList(begin, Math.min(begin + limit, traces)));
        };
        new TraceExport(pages, client, () -> {}, HASTY, "request-1").run();
    }

    private static Trace trace(int number) {
        return new Trace(
                new UUID(0, number),
                Trace.Phase.REQUEST,
                Instant.EPOCH.plusSeconds(number),
                "alice@local",
                "alice@local",
                "",
                "/api.v1.TenantService/Create",
                "127.0.0.1",
                "{}",
                OptionalInt.empty());
    }

    /// A client who takes so many messages and no more.
    private static final class Client extends ServerCallStreamObserver<AuditExportServiceExportResponse> {
        final List<AuditExportServiceExportResponse> taken = new ArrayList<>();
        boolean goesWhenFull;
        Status end = Status.UNKNOWN;
        private final int takes;

        Client(int takes) {
            this.takes = takes;
        }

        @Override
        public boolean isReady() {
            return taken.size() < takes;
        }

        @Override
        public boolean isCancelled() {
            return goesWhenFull && !isReady();
        }

        @Override
        public void onNext(AuditExportServiceExportResponse message) {
            taken.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end = Status.fromThrowable(failure);
        }

        @Override
        public void onCompleted() {
            end = Status.OK;
        }

        @Override
        public void setOnCancelHandler(Runnable onCancel) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setOnReadyHandler(Runnable onReady) {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean isEnabled) {}

        @Override
        public void disableAutoInboundFlowControl() {}
    }
}
