/// Requests that no client of ours would send, from a seed: the server has to answer each with an error of the
/// caller's, and be as it was before.
///
/// [Fuzzer] draws, [Wire] sends over sockets of its own, because a proper HTTP client would refuse half of it, and
/// [Tally] counts what came back.
@NullMarked
package io.bergwerk.e2e.fuzz;

import org.jspecify.annotations.NullMarked;
