package io.bergwerk.server.work;

import java.time.Duration;

/// One leased row.
///
/// @param generation the wake-ups the coming pass answers
/// @param pass number of the pass; a result that comes under another number is too late
/// @param attempts failures in a row before this pass
/// @param waited how long it was due
record WorkItem(String kind, String key, long generation, long pass, int attempts, Duration waited) {}
