package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.process.Poll;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Looks after the components of a control plane that runs. Safe for use by many threads.
final class Care {
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Health health;
    private final Connection connection;
    private final BooleanSupplier runs;

    /// @param runs whether the control plane is meant to run at this moment
    Care(Health health, Connection connection, BooleanSupplier runs) {
        this.health = health;
        this.connection = connection;
        this.runs = runs;
    }

    /// Asks every component how it is; one that has been silent for too long is started anew.
    void visit(Components components) {
        for (var component : Component.values()) {
            if (!check(component) && health.hangs(component)) {
                components.of(component).restartHanging();
            }
        }
    }

    /// Waits, for a bounded time, until a component that died answers again or the control plane is to stop.
    ///
    /// @return whether one of both is so
    boolean awaitRecovery(Component component) {
        return Poll.until(RECOVERY_LIMIT, LOOK_EVERY, () -> !runs.getAsBoolean() || isBack(component));
    }

    private boolean isBack(Component component) {
        return connection
                .running()
                .map(it -> health.isBack(component, it.client(), it.ports()))
                .orElse(false);
    }

    private boolean check(Component component) {
        return connection
                .running()
                .map(it -> health.check(component, it.client(), it.ports()))
                .orElse(false);
    }
}
