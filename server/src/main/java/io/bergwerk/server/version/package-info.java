/// Which build is running.
@NullMarked
package io.bergwerk.server.version;

import org.jspecify.annotations.NullMarked;
