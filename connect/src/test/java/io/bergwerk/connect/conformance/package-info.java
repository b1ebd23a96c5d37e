/// The official conformance suite against a reference server of ours.
///
/// The suite's runner and its proto files come from its Go module; nothing of it is kept here, so the service is
/// written against descriptors that are read when the test starts.
@NullMarked
package io.bergwerk.connect.conformance;

import org.jspecify.annotations.NullMarked;
