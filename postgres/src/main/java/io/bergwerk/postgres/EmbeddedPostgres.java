package io.bergwerk.postgres;

import io.bergwerk.common.ProcessLock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server that belongs to this process: it runs until [#stop], and is restarted when it dies.
///
/// It outlives a death of this process; the next start in the same directory adopts it. Its address stays the same
/// from start to stop, so a connection pool only has to connect again.
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration WATCH_EVERY = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(15);

    private final DataDirectory directory;
    private final Launch launch;
    private final ProcessLock lock;
    private final Thread watcher;
    private volatile Postmaster postmaster;
    private volatile @Nullable String problem;
    private volatile boolean stopping;

    private EmbeddedPostgres(DataDirectory directory, Launch launch, ProcessLock lock, Postmaster postmaster) {
        this.directory = directory;
        this.launch = launch;
        this.lock = lock;
        this.postmaster = postmaster;
        this.watcher = Thread.ofPlatform().daemon().name("postgres-watcher").unstarted(this::watch);
    }

    /// Blocks until it takes connections: some 0.8 s for a new directory, 0.2 s for an existing one, longer after a
    /// crash.
    ///
    /// @throws PostgresException if it can't be started; the message says what to do
    /// @throws IllegalStateException if another process uses the directory
    public static EmbeddedPostgres start(PostgresConfig config) {
        var directory = new DataDirectory(config.directory());
        var lock = lock(directory);
        try {
            var runAs = RunAs.choose(config);
            directory.ensure(config, runAs);
            var launch = new Launch(config, directory, runAs);
            var postgres =
                    new EmbeddedPostgres(directory, launch, lock, launch.adopt().orElseGet(launch::start));
            postgres.watcher.start();
            return postgres;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// Without user and password.
    public String jdbcUrl() {
        return url(postmaster.port());
    }

    public String user() {
        return DataDirectory.USER;
    }

    public String password() {
        return directory.password();
    }

    public int port() {
        return postmaster.port();
    }

    public long pid() {
        return postmaster.pid();
    }

    /// Why it is down at the moment, in words for an operator; empty while it runs.
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /// Cuts its clients off, keeps what they committed, and waits for its end. Fine to call twice.
    public void stop() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        LockSupport.unpark(watcher);
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        postmaster.stop();
        Postmaster.clear(directory);
        lock.close();
    }

    @Override
    public void close() {
        stop();
    }

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private static ProcessLock lock(DataDirectory directory) {
        try {
            Trees.makePrivate(directory.root());
        } catch (IOException e) {
            throw new PostgresException("can't make " + directory.root() + ": " + e.getMessage(), e);
        }
        return ProcessLock.acquire(directory.root().resolve("lock"), "the database in " + directory.root());
    }

    private void watch() {
        while (!stopping) {
            if (!postmaster.runs()) {
                restart();
            }
            directory.log().roll();
            LockSupport.parkNanos(WATCH_EVERY.toNanos());
        }
    }

    /// Until it runs again or is no longer wanted: its data can't be served by anybody else, so there is no giving up.
    private void restart() {
        log.atWarn().addKeyValue("pid", postmaster.pid()).log("PostgreSQL died: starting it again");
        problem = "PostgreSQL died and is being restarted";
        var pause = WATCH_EVERY;
        while (!stopping && problem != null) {
            problem = attempt();
            if (problem != null) {
                log.atError().addKeyValue("retryIn", pause).log("PostgreSQL does not start: {}", problem);
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
            }
        }
    }

    private @Nullable String attempt() {
        try {
            launch.clear();
            var again = launch.start(postmaster.port());
            again.ifPresent(started -> {
                postmaster = started;
                log.atInfo().addKeyValue("pid", started.pid()).log("PostgreSQL runs again");
            });
            return again.isPresent() ? null : "its port " + postmaster.port() + " is taken by another program";
        } catch (PostgresException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
