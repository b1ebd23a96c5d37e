/// The scheduler's rules for where a pod may run, as far as growing and shrinking groups needs them:
/// resources, node selectors, required node affinity, taints.
@NullMarked
package io.bergwerk.engine.local.workers.place;

import org.jspecify.annotations.NullMarked;
