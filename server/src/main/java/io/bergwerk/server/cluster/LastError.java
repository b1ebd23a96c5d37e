package io.bergwerk.server.cluster;

import java.time.Instant;

/// A failure that has not been overcome.
///
/// @param taskId the step that failed, by its stable name
/// @param description a sentence for the user of the cluster
/// @param at when the step failed the last time
public record LastError(String taskId, String description, Instant at) {}
