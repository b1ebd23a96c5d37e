/// Lets worker groups grow and shrink between their bounds, as the upstream cluster autoscaler would.
///
/// Decisions are made without input or output in [ScaleUp][io.bergwerk.engine.local.workers.scale.ScaleUp]
/// and [ScaleDown][io.bergwerk.engine.local.workers.scale.ScaleDown]; what was decided is a group's size,
/// which those who make and drain nodes follow.
@NullMarked
package io.bergwerk.engine.local.workers.scale;

import org.jspecify.annotations.NullMarked;
