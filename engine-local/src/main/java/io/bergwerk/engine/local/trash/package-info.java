/// Directories of removed clusters, kept for a while.
@NullMarked
package io.bergwerk.engine.local.trash;

import org.jspecify.annotations.NullMarked;
