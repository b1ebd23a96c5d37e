/// A cluster engine that follows a script, and what every engine must do, written down as tests.
///
/// Start at [ScriptedWorld][io.bergwerk.testing.engine.ScriptedWorld]: it stands for the machinery outside of a server,
/// so it outlives the servers that a test kills. [EngineContract][io.bergwerk.testing.engine.EngineContract] is what an
/// engine's own module subclasses.
@NullMarked
package io.bergwerk.testing.engine;

import org.jspecify.annotations.NullMarked;
