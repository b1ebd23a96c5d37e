package io.bergwerk.server.audit;

import com.google.protobuf.Message;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.IdSource;
import io.bergwerk.server.access.AuditHook;
import io.bergwerk.server.access.AuditTrail;
import io.bergwerk.server.store.Database;
import io.grpc.Status;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes traces. Those that come at once are committed together; a request waits until its own is committed, an answer
/// does not.
public final class Traces implements AuditHook, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Traces.class);
    private static final int MAX_WAITING = 10_000;
    private static final int AT_ONCE = 500;
    private static final int PATIENCE_SECONDS = 5;

    private final Database database;
    private final TraceDays days;
    private final Bodies bodies;
    private final InstantSource clock;
    private final IdSource ids;
    private final TraceStore traces = new TraceStore();
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread writer = Thread.ofVirtual().name("audit").unstarted(this::write);
    private volatile boolean closed;

    private record Waiting(Trace trace, CompletableFuture<Boolean> written) {}

    private Traces(Database database, TraceDays days, AuditConfig config, InstantSource clock, IdSource ids) {
        this.database = database;
        this.days = days;
        this.bodies = new Bodies(config.bodyMax());
        this.clock = clock;
        this.ids = ids;
    }

    public static Traces start(
            Database database, TraceDays days, AuditConfig config, InstantSource clock, IdSource ids) {
        days.keep();
        var traces = new Traces(database, days, config, clock, ids);
        traces.writer.start();
        return traces;
    }

    @Override
    public void requested(AuditTrail call, Message request) {
        var written = enqueue(request(call, bodies.of(request)));
        try {
            written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notWritten(e);
        } catch (TimeoutException e) {
            written.cancel(false); // the refusal leaves both traces
            throw passing("try again", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException known ? passing(known.publicMessage(), e) : notWritten(e);
        }
    }

    /// A call that cannot leave its trace is not carried out.
    private static ApiException notWritten(Exception cause) {
        return ApiException.of(ErrorCode.INTERNAL, "the call's trace could not be written")
                .withCause(cause);
    }

    /// As [#notWritten], for a reason that passes.
    private static ApiException passing(String reason, Exception cause) {
        return ApiException.unavailable("the call was not carried out, its trace cannot be written: " + reason)
                .withCause(cause);
    }

    @Override
    public void answered(AuditTrail call, Optional<Message> answer, Status.Code result) {
        if (!call.isTraced()) {
            var _ = enqueue(request(call, "")); // refused before anybody looked at it
        }
        var _ = enqueue(
                trace(call, Trace.Phase.RESPONSE, answer.map(bodies::of).orElse(""), OptionalInt.of(result.value())));
    }

    private Trace request(AuditTrail call, String body) {
        return trace(call, Trace.Phase.REQUEST, body, OptionalInt.empty());
    }

    private Trace trace(AuditTrail call, Trace.Phase phase, String body, OptionalInt result) {
        return new Trace(
                call.traceId(ids::next),
                phase,
                clock.instant(),
                call.user(),
                call.tenant(),
                call.project(),
                call.method(),
                call.clientAddress(),
                body,
                result);
    }

    /// Leaves both traces of something that is no call of the API, as a sign-in.
    ///
    /// @param user empty if nobody was let in
    public void record(String user, String method, String sourceIp, Status.Code result) {
        var id = ids.next();
        for (var phase : Trace.Phase.values()) {
            var code = phase == Trace.Phase.RESPONSE ? OptionalInt.of(result.value()) : OptionalInt.empty();
            var _ = enqueue(new Trace(id, phase, clock.instant(), user, user, "", method, sourceIp, "", code));
        }
    }

    private CompletableFuture<Boolean> enqueue(Trace trace) {
        var waiting = new Waiting(trace, new CompletableFuture<>());
        if (closed || !queue.offer(waiting)) {
            log.atError().addKeyValue("method", trace.method()).log("a trace is lost: too many wait to be written");
            waiting.written().completeExceptionally(ApiException.unavailable("too many calls at once: try again"));
        }
        return waiting.written();
    }

    private void write() {
        var batch = new ArrayList<Waiting>();
        while (!closed || !queue.isEmpty()) {
            try {
                var first = queue.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, AT_ONCE - 1);
                    batch.removeIf(waiting -> waiting.written().isCancelled());
                    write(batch);
                }
            } catch (InterruptedException e) {
                return;
            } finally {
                batch.clear();
            }
        }
    }

    private void write(List<Waiting> batch) {
        if (batch.isEmpty()) {
            return;
        }
        var written = batch.stream().map(Waiting::trace).toList();
        try {
            insert(written);
            batch.forEach(waiting -> waiting.written().complete(true));
        } catch (RuntimeException e) {
            log.atError().addKeyValue("traces", batch.size()).setCause(e).log("traces could not be written");
            batch.forEach(waiting -> waiting.written().completeExceptionally(e));
        }
    }

    private void insert(List<Trace> written) {
        try {
            database.useTransaction(tx -> traces.insert(tx, written));
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                throw e;
            }
            written.forEach(trace -> days.ensure(trace.at())); // the clock may have been set
            database.useTransaction(tx -> traces.insert(tx, written));
        }
    }

    /// Writes what still waits.
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt();
    }
}
