/// A cluster's own metrics in one text.
@NullMarked
package io.bergwerk.engine.local.metrics;

import org.jspecify.annotations.NullMarked;
