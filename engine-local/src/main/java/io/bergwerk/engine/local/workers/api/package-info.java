/// A small client for the Kubernetes API that speaks plain JSON.
///
/// It keeps nothing of what it reads: [Reflector][io.bergwerk.engine.local.workers.api.Reflector] turns each object
/// into
/// a small record as it comes off the wire, so that memory does not follow the size of users' objects.
@NullMarked
package io.bergwerk.engine.local.workers.api;

import org.jspecify.annotations.NullMarked;
