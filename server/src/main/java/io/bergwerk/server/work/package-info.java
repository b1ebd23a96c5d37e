/// The work queue: which objects have to be looked at, when, and by which server.
///
/// A row says only *that* an object (kind and key) is due, never what changed: reconcilers read everything else. A
/// change and its wake-up ([io.bergwerk.server.work.Wakeups]) share a transaction, so none is lost. What always holds:
///
/// - one pass per object at a time, over all servers, by a lease that ends with the server that holds it;
/// - a wake-up during a pass leads to another pass (the row's `generation` has moved on);
/// - a row goes only when a pass began after the last wake-up and settled;
/// - the sweep makes rows for all live objects, so that the unusual path is the usual one.
///
/// Start with [io.bergwerk.server.work.WorkQueue] and [io.bergwerk.server.work.Reconciler].
@NullMarked
package io.bergwerk.server.work;

import org.jspecify.annotations.NullMarked;
