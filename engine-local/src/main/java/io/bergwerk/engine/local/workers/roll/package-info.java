/// Which nodes come, are drained and go next: decisions without any input or output.
///
/// [RollPlanner][io.bergwerk.engine.local.workers.roll.RollPlanner] is a function of the ordered groups and
/// the nodes as they are. It is asked again after every change, so it needs no memory, and whoever carries
/// out its actions may die after any of them.
@NullMarked
package io.bergwerk.engine.local.workers.roll;

import org.jspecify.annotations.NullMarked;
