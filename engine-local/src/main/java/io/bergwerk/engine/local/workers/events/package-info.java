/// Events that users see with `kubectl get events` and `kubectl describe`.
@NullMarked
package io.bergwerk.engine.local.workers.events;

import org.jspecify.annotations.NullMarked;
