package io.bergwerk.engine.local.workers.roll;

/// A node as it is, as far as it matters to what happens to it next.
///
/// @param draining whether its drain was begun; whoever else cordoned it does not count
/// @param drained whether nothing is left on it that a drain moves
/// @param deleting whether its object only waits for finalizers
/// @param victim whether it is the first to go if the group is too large
/// @param booting whether it is not Ready because it is new
/// @param failed whether it has not been Ready for so long that it is given up
public record NodeView(
        String name,
        String group,
        String generation,
        boolean ready,
        boolean draining,
        boolean drained,
        boolean deleting,
        boolean victim,
        boolean booting,
        boolean failed) {
    /// Whether it stays, as far as has been decided.
    boolean isKept() {
        return !draining && !deleting;
    }
}
