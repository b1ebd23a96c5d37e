/// Doing things later, and doing each thing once at a time.
@NullMarked
package io.bergwerk.engine.local.workers.work;

import org.jspecify.annotations.NullMarked;
