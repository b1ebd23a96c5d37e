package io.bergwerk.engine.local.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A living process that is proven to be ours.
final class OwnProcess {
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /// A process that is just taking up its program shows no environment for a moment.
    private static final Duration NO_ENVIRONMENT_LIMIT = Duration.ofMillis(200);

    /// A killed process is gone at once unless the kernel holds it in a system call.
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final ProcessIdentity identity;
    private final ProcessHandle handle;
    private final boolean adopted;
    private final String hash;

    private OwnProcess(ProcessIdentity identity, ProcessHandle handle, boolean adopted, String hash) {
        this.identity = identity;
        this.handle = handle;
        this.adopted = adopted;
        this.hash = hash;
    }

    static OwnProcess started(ProcessIdentity identity, ProcessHandle handle, ProcessSpec spec) {
        return new OwnProcess(identity, handle, false, spec.hash());
    }

    /// Empty unless the process is alive and carries the mark of this cluster and component.
    static Optional<OwnProcess> verify(ProcessIdentity identity, ProcessSpec spec) {
        var handle = ProcessHandle.of(identity.pid());
        if (handle.isEmpty() || !ProcFs.isAlive(identity)) {
            return Optional.empty();
        }
        var environment = environment(identity);
        return Mark.isIn(environment, spec)
                ? Optional.of(new OwnProcess(identity, handle.get(), true, Mark.hashIn(environment)))
                : Optional.empty();
    }

    private static Map<String, String> environment(ProcessIdentity identity) {
        var environment = new HashMap<String, String>();
        Poll.until(NO_ENVIRONMENT_LIMIT, Duration.ofMillis(1), () -> {
            environment.putAll(ProcFs.environment(identity.pid()));
            return !environment.isEmpty() || !ProcFs.isAlive(identity);
        });
        return environment;
    }

    ProcessIdentity identity() {
        return identity;
    }

    boolean isAdopted() {
        return adopted;
    }

    boolean isAlive() {
        return ProcFs.isAlive(identity);
    }

    boolean runs(ProcessSpec spec) {
        return hash.equals(spec.hash());
    }

    /// Completes when it is gone: at once for a child, within two seconds for an adopted process.
    CompletableFuture<ProcessHandle> onExit() {
        return handle.onExit();
    }

    /// Asks it to end and, after the grace time, makes it end.
    ///
    /// @return whether it is gone
    boolean stop(Duration grace) {
        if (signal(false) && awaitExit(grace)) {
            return true;
        }
        return kill();
    }

    boolean kill() {
        signal(true);
        return awaitExit(KILL_LIMIT);
    }

    private boolean signal(boolean force) {
        if (!isAlive()) {
            return true;
        }
        return force ? handle.destroyForcibly() : handle.destroy();
    }

    private boolean awaitExit(Duration limit) {
        return Poll.until(limit, LOOK_EVERY, () -> !isAlive());
    }
}
