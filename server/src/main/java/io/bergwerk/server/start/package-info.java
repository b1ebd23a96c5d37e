/// Starting and stopping the whole installation: one place that builds every part in the order a reader would explain
/// them, says what it is doing, and takes them down again in the reverse order.
@NullMarked
package io.bergwerk.server.start;

import org.jspecify.annotations.NullMarked;
