/// Host processes that outlive the server, and are never mistaken for somebody else's.
///
/// A process is ours if its pid, its start time and the boot are those in its record and its environment carries our
/// mark; nothing else is ever signalled. A [Supervisor][io.bergwerk.engine.local.process.Supervisor] keeps one process
/// running: it adopts what an earlier server left, starts what is missing and starts again what dies.
@NullMarked
package io.bergwerk.engine.local.process;

import org.jspecify.annotations.NullMarked;
