package io.bergwerk.server.work;

import io.bergwerk.server.store.Database;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The right to do the work of an engine that belongs to one host.
///
/// The first server to ask binds the engine to its own data directory (the host engine id that lies there);
/// from then on only a server with that directory gets the lease, since only it has the engine's state. Time
/// is the database's; this host's monotonic clock ends a lease that can't be prolonged before another server
/// may take it.
public final class EngineLease implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EngineLease.class);

    private final Database database;
    private final EngineLeaseStore store;
    private final Duration lease;
    private final Holder holder;
    private final Loop loop;
    private volatile boolean held;
    private volatile String refusal = "";
    private long validUntilNanos;

    private EngineLease(Database database, EngineLeaseStore store, Duration lease, Holder holder) {
        this.database = database;
        this.store = store;
        this.lease = lease;
        this.holder = holder;
        this.loop = Loop.every("engine-lease", lease.dividedBy(4), this::beat);
    }

    /// Who does the engine's work; both are called on one thread, in turns.
    public interface Holder {
        /// The engine's work is ours from now on.
        void acquired();

        /// It is ours no longer: end what runs before returning.
        void lost();
    }

    /// Asks for the lease at once and keeps asking.
    ///
    /// @param hostEngine id in the data directory with the engine's state
    /// @param lease how long a silent server keeps it; 2 s or more
    public static EngineLease start(
            Database database,
            String engine,
            UUID server,
            UUID hostEngine,
            Duration lease,
            WorkTime time,
            Holder holder) {
        var store = new EngineLeaseStore(engine, server, hostEngine, lease, time);
        var started = new EngineLease(database, store, lease, holder);
        started.loop.start();
        return started;
    }

    public boolean held() {
        return held;
    }

    /// Why this server does not have it, in words for an operator; empty if it has.
    public String refusal() {
        return refusal;
    }

    /// Gives it up, so that a successor need not wait.
    @Override
    public void close() {
        loop.stop();
        if (held) {
            log.atInfo().addKeyValue("engine", store.engine()).log("the engine's work is given up: the server stops");
            end();
            release();
        }
    }

    private void beat() {
        var until = System.nanoTime() + lease.toNanos();
        try {
            var answer = database.inTransaction(store::take);
            refusal = answer;
            if (answer.isEmpty()) {
                validUntilNanos = until;
                acquire();
            } else if (held) {
                lose(answer);
            }
        } catch (RuntimeException e) {
            log.atLevel(Database.isAway(e) ? Level.DEBUG : Level.WARN)
                    .log("the engine lease can't be prolonged for the moment: {}", e.toString());
            if (held && validUntilNanos - System.nanoTime() < lease.dividedBy(3).toNanos()) {
                refusal = "the database is away";
                lose(refusal);
            }
        }
    }

    private void acquire() {
        if (!held) {
            held = true;
            log.atInfo().addKeyValue("engine", store.engine()).log("this server does the engine's work");
            holder.acquired();
        }
    }

    private void lose(String why) {
        log.atWarn().addKeyValue("engine", store.engine()).log("this server no longer does the engine's work: {}", why);
        end();
    }

    private void end() {
        held = false;
        holder.lost();
    }

    private void release() {
        try {
            database.useTransaction(store::release);
        } catch (RuntimeException e) {
            log.atInfo().log("the engine lease ends by itself: {}", e.toString());
        }
    }
}
