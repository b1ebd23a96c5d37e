package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.local.workers.Workers;
import java.util.function.Consumer;

/// Makes the workers of an engine.
@FunctionalInterface
public interface WorkersFactory {
    /// @param changed to be called, on any thread, when a cluster's nodes changed
    Workers create(Consumer<ClusterId> changed);
}
