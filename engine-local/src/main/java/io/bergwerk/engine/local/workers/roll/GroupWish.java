package io.bergwerk.engine.local.workers.roll;

/// A worker group as it shall be.
///
/// @param generation of the nodes it shall have; nodes of another one are rolled
/// @param size nodes it shall have now
/// @param maxSurge nodes above the size at most
/// @param maxUnavailable Ready nodes below the size at most; not 0 together with `maxSurge`
public record GroupWish(String name, String generation, int size, int maxSurge, int maxUnavailable) {}
