/// The few types every module speaks: failures a caller may read, typed ids, pages, and the sources of time and ids.
@NullMarked
package io.bergwerk.common;

import org.jspecify.annotations.NullMarked;
