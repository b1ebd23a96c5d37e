package io.bergwerk.server.start;

import io.bergwerk.engine.ClusterEngine;
import java.io.IOException;

/// Makes the engine whose clusters an installation has.
public interface EngineMaker {
    /// The name of every engine that it makes; clusters are bound to it.
    String name();

    /// Starts the engine. This server holds its lease, and gives it up no earlier than it has closed the engine.
    ClusterEngine make() throws IOException;
}
