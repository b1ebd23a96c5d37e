package io.bergwerk.engine.local.process;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one process running while it is wanted. Safe for use by many threads.
public final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    private final SupervisorContext context;
    private final Runnable changed;
    private final Backoff backoff;
    private final Succession succession;
    private final ReentrantLock lock = new ReentrantLock();

    /// Written under the lock, read also without it: a question must not wait for a stop.
    private volatile ProcessSpec spec;

    private volatile @Nullable OwnProcess process;
    private volatile Instant since = Instant.EPOCH;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile String problem = "";

    private boolean wanted;
    private @Nullable ScheduledFuture<?> restart;

    /// @param changed called, on any thread, whenever the process was started again or died
    public Supervisor(ProcessSpec spec, SupervisorContext context, Runnable changed) {
        this.spec = spec;
        this.context = context;
        this.changed = changed;
        this.backoff = new Backoff(context.random());
        this.succession = new Succession(context.launcher());
    }

    /// Makes the process run: adopts it, starts it, or leaves it alone. One that was started otherwise than
    /// the spec says is started anew.
    ///
    /// @param grace for one that is started anew to end by itself
    /// @throws IOException if it cannot be started; it is not tried again then
    public void run(ProcessSpec newSpec, Duration grace) throws IOException {
        lock.lock();
        try {
            spec = newSpec;
            wanted = true;
            adopt();
            var found = process;
            if (found != null && !found.runs(spec)) {
                log.atInfo()
                        .addKeyValue("cluster", spec.cluster())
                        .log("{} runs otherwise than it should now, it is started anew", spec.component());
                process = null;
                found.stop(grace);
            }
            if (process == null && restart == null) {
                problem = "";
                backoff.reset();
                start();
            }
        } catch (IOException e) {
            wanted = false;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /// Like [#run], but one that was started otherwise keeps running until its successor is ready beside it.
    ///
    /// Blocks until then. Goes on with a successor that an earlier server had started.
    ///
    /// @return false if the successor ended or was not ready within the limit, or the thread was interrupted;
    ///     the one that ran before runs on
    /// @throws IOException if none can be started
    public boolean replace(ProcessSpec newSpec, Handover handover, Duration limit, Duration grace) throws IOException {
        lock.lock();
        try {
            adopt();
            var present = process;
            if (present == null || present.runs(newSpec) || !handover.isPossible(present.identity())) {
                succession.discard(spec);
                run(newSpec, grace);
                return true;
            }
            handover.prepare(present.identity());
            var successor = succession.findOrStart(newSpec, restarts.get());
            if (!succession.awaitReady(successor, present, handover, limit)) {
                succession.discard(newSpec);
                return false;
            }
            process = null;
            present.stop(grace);
            context.launcher().promote(newSpec);
            spec = newSpec;
            wanted = true;
            process = successor;
            watch(successor);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the process that runs was started as the spec says.
    public boolean runs(ProcessSpec asked) {
        return Optional.ofNullable(process)
                .filter(it -> it.isAlive() && it.runs(asked))
                .isPresent();
    }

    /// Whether a process of an earlier server is there to be adopted, or one of ours runs.
    public boolean isThere() {
        lock.lock();
        try {
            adopt();
            return process != null;
        } finally {
            lock.unlock();
        }
    }

    private void adopt() {
        var known = process;
        if (known != null && known.isAlive()) {
            return;
        }
        var found = context.launcher().find(spec, Seat.PRESENT);
        if (found.isEmpty()) {
            found = succession.promoteIfThere(spec);
        }
        process = found.orElse(null);
        found.ifPresent(this::watch);
    }

    private void start() throws IOException {
        var started = context.launcher().start(spec, Seat.PRESENT, restarts.get());
        process = started;
        watch(started);
    }

    private void watch(OwnProcess watched) {
        since = context.clock().instant();
        var _ = watched.onExit().thenRunAsync(() -> exited(watched), context.workers());
    }

    private void exited(OwnProcess gone) {
        lock.lock();
        try {
            if (process != gone || !wanted) {
                return;
            }
            process = null;
            problem = spec.component() + " ended unexpectedly.";
            scheduleRestart();
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    private void scheduleRestart() {
        var now = context.clock().instant();
        var pause = backoff.crashed(since, now);
        var line = log.atWarn().addKeyValue("cluster", spec.cluster()).addKeyValue("component", spec.component());
        if (backoff.crashesTooOften(now)) {
            line.addKeyValue("log", LogFiles.lastLines(spec.logFile()))
                    .log("ended too often, starts again in {}", pause);
        } else {
            line.log("ended unexpectedly, starts again in {}", pause);
        }
        restart = context.timers()
                .schedule(() -> context.workers().execute(this::startAgain), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void startAgain() {
        lock.lock();
        try {
            restart = null;
            if (!wanted || process != null) {
                return;
            }
            restarts.incrementAndGet();
            start();
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("cluster", spec.cluster())
                    .setCause(e)
                    .log("{} cannot be started", spec.component());
            problem = spec.component() + " cannot be started.";
            since = context.clock().instant();
            scheduleRestart();
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    /// Ends a process that hangs; it is started again as after any other death.
    public void restartHanging() {
        Optional.ofNullable(process).ifPresent(it -> {
            log.atWarn()
                    .addKeyValue("cluster", spec.cluster())
                    .log("{} does not answer, it is killed and started again", spec.component());
            it.kill();
        });
    }

    /// Ends the process, found or started, and wants it no more. Blocks up to the grace time and a bit.
    ///
    /// @return whether it is gone
    public boolean stop(Duration grace) {
        lock.lock();
        try {
            wanted = false;
            cancelRestart();
            adopt();
            if (!succession.discard(spec)) {
                return false;
            }
            var running = process;
            if (running != null && !running.stop(grace)) {
                return false;
            }
            process = null;
            problem = "";
            backoff.reset();
            context.launcher().forget(spec, Seat.PRESENT);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Leaves the process running and takes no further notice of it.
    public void letGo() {
        lock.lock();
        try {
            wanted = false;
            cancelRestart();
            process = null;
        } finally {
            lock.unlock();
        }
    }

    private void cancelRestart() {
        if (restart != null) {
            restart.cancel(false);
            restart = null;
        }
    }

    /// What is known at this moment; never waits.
    public ComponentState state() {
        var running = Optional.ofNullable(process).filter(OwnProcess::isAlive);
        return new ComponentState(
                spec.component(),
                running.map(it -> it.identity().pid()).orElse(0L),
                running.map(OwnProcess::isAdopted).orElse(false),
                since,
                restarts.get(),
                backoff.crashesTooOften(context.clock().instant()),
                problem);
    }

    /// Keeps the log within its bound.
    public void rotateLog() {
        LogFiles.rotate(spec.logFile());
    }
}
