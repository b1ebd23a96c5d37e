/// Configuration: one record per concern, read once at start from one YAML file with `BERGWERK_*` environment variables
/// laid over it. An unknown property stops the start.
@NullMarked
package io.bergwerk.server.config;

import org.jspecify.annotations.NullMarked;
