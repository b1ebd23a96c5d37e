package io.bergwerk.engine;

/// Whether an engine can build clusters of a version.
public sealed interface VersionAvailability {
    /// Clusters can be built at once.
    record Available() implements VersionAvailability {}

    /// On its way.
    ///
    /// @param percent 0 to 99
    /// @param message a sentence that says what is being done and how long it still takes
    record Preparing(int percent, String message) implements VersionAvailability {}

    /// Cannot be had without help.
    ///
    /// @param message a sentence that says what is missing and the exact command that gets it
    record Unavailable(String message) implements VersionAvailability {}
}
