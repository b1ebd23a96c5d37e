/// What this installation offers: places, machine types with prices, Kubernetes versions, machine images.
///
/// Read once at start from a file (the built-in one offers what the user manual names). Whoever validates a wish asks
/// here; whoever lists assets or prices reads here. What is not in the catalog cannot be ordered.
@NullMarked
package io.bergwerk.server.catalog;

import org.jspecify.annotations.NullMarked;
