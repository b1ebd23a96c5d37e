/// The seam between the platform and whatever builds its clusters.
///
/// The platform owns the wish (database rows) and asks; an [ClusterEngine][io.bergwerk.engine.ClusterEngine] owns the
/// machinery and answers. Every call is idempotent and keyed by the platform's own cluster id: a caller that died does
/// not know how far it got, so it asks again and nothing is made twice. No call blocks for longer than a few seconds:
/// what takes longer is a [StepResult.Waiting][io.bergwerk.engine.StepResult.Waiting] with a reason for people, and the
/// engine tells its listener when it is worth asking again.
///
/// What every engine must do is written down as tests in the testing module's `EngineContract`.
@NullMarked
package io.bergwerk.engine;

import org.jspecify.annotations.NullMarked;
