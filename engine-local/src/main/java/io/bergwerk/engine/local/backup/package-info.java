/// Copies of a cluster's datastore: taken, checked, kept for a while, put back.
@NullMarked
package io.bergwerk.engine.local.backup;

import org.jspecify.annotations.NullMarked;
