/// How the platform's parts are, by partition: measured in one place, read by the health and the status services.
@NullMarked
package io.bergwerk.server.health;

import org.jspecify.annotations.NullMarked;
