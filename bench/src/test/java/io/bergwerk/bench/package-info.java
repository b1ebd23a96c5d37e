@NullMarked
package io.bergwerk.bench;

import org.jspecify.annotations.NullMarked;
