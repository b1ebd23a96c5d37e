/// Files that hold all of a state or none of it, whenever the process dies.
@NullMarked
package io.bergwerk.engine.local.files;

import org.jspecify.annotations.NullMarked;
