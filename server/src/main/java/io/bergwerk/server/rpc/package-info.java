/// What stands around every call: request id, log line, metrics, message rules, and the way failures reach the caller.
///
/// The order is the one the contract demands: token, caller, policy, rules, handler; the audit stands around all of
/// them.
@NullMarked
package io.bergwerk.server.rpc;

import org.jspecify.annotations.NullMarked;
