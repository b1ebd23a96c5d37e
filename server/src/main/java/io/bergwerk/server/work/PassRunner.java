package io.bergwerk.server.work;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.store.Database;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/// Runs one pass and records what came of it.
final class PassRunner<K> {
    private static final Logger log = LoggerFactory.getLogger(PassRunner.class);
    private static final Duration RECORD_AGAIN = Duration.ofMillis(100);
    private static final Duration STILL_RUNNING = Duration.ofSeconds(1);

    private final WorkRuntime runtime;
    private final WorkKind<K> kind;
    private final Reconciler<K> reconciler;
    private final Backoff backoff;

    PassRunner(WorkRuntime runtime, WorkKind<K> kind, Reconciler<K> reconciler) {
        this.runtime = runtime;
        this.kind = kind;
        this.reconciler = reconciler;
        this.backoff = new Backoff(runtime.config().backoff(), runtime.config().backoffMax(), runtime.random());
    }

    /// Answers whether the object may have to be looked at again.
    ///
    /// @param alone false if an earlier pass of that object, whose lease was lost, has not ended
    boolean run(Pass pass, Passes passes, boolean alone) {
        try (var _ = MDC.putCloseable("object", kind.name() + " " + pass.item().key())) {
            if (!alone) {
                return record(pass, Outcome.waiting("an earlier pass has not ended", STILL_RUNNING));
            }
            try {
                return record(pass, reconcile(pass));
            } finally {
                passes.remove(pass);
            }
        }
    }

    private Outcome reconcile(Pass pass) {
        var item = pass.item();
        runtime.metrics().passStarted(kind.name(), item.waited());
        var begin = System.nanoTime();
        var outcome = pass.run(() -> reconciler.reconcile(kind.read().apply(item.key())));
        runtime.metrics().passEnded(kind.name(), name(outcome), Duration.ofNanos(System.nanoTime() - begin));
        return outcome;
    }

    /// The database may be away for a moment; the lease says how long it is worth to try.
    private boolean record(Pass pass, Outcome outcome) {
        var ending = ending(pass, outcome);
        while (true) {
            try {
                return ending.getAsBoolean();
            } catch (RuntimeException e) {
                if (pass.endsWithin(RECORD_AGAIN)) {
                    log.atLevel(Database.isAway(e) ? Level.DEBUG : Level.WARN)
                            .log("the outcome can't be recorded; another pass will follow: {}", e.toString());
                    return true;
                }
                LockSupport.parkNanos(RECORD_AGAIN.toNanos());
            }
        }
    }

    /// What to write down, which answers whether the row is still there; a failure is logged before that, once.
    private BooleanSupplier ending(Pass pass, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Settled() -> () -> settle(pass);
            case Outcome.Waiting(var reason, var delay) -> () -> reschedule(pass, delay, 0, reason);
            case Outcome.Failed(var cause)
            when pass.wasCut() ->
                () -> reschedule(pass, Duration.ZERO, pass.item().attempts(), "its server stopped or lost it");
            case Outcome.Failed(var cause) -> failed(pass, cause);
        };
    }

    private boolean settle(Pass pass) {
        var gone = runtime.database().withHandle(tx -> runtime.store().settle(tx, pass.item()));
        return !gone && reschedule(pass, Duration.ZERO, 0, "");
    }

    private BooleanSupplier failed(Pass pass, Throwable cause) {
        var failures = pass.item().attempts() + 1;
        var delay = backoff.after(failures);
        log.atLevel(Database.isAway(cause) ? Level.DEBUG : Level.WARN)
                .addKeyValue("failures", failures)
                .addKeyValue("retryIn", delay)
                .setCause(cause)
                .log("the pass failed; another one will follow");
        return () -> reschedule(pass, delay, failures, said(cause));
    }

    private boolean reschedule(Pass pass, Duration delay, int attempts, String reason) {
        var again = runtime.database()
                .withHandle(tx -> runtime.store().reschedule(tx, pass.item(), delay, attempts, reason));
        if (again.isEmpty()) {
            runtime.metrics().leaseLost(kind.name());
        }
        return true;
    }

    /// Only what was written for callers: other messages may hold anything.
    private static String said(Throwable cause) {
        return cause instanceof ApiException api
                ? api.publicMessage()
                : cause.getClass().getSimpleName();
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Settled() -> "settled";
            case Outcome.Waiting _ -> "waiting";
            case Outcome.Failed _ -> "failed";
        };
    }
}
