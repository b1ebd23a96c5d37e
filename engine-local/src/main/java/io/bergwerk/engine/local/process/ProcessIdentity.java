package io.bergwerk.engine.local.process;

/// Names one process for ever: a pid alone is given out again.
///
/// @param startTicks clock ticks from boot to its start, field 22 of `/proc/<pid>/stat` (proc(5))
/// @param bootId of the kernel that counted them
public record ProcessIdentity(long pid, long startTicks, String bootId) {}
