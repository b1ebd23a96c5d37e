/// Which loopback ports a cluster's components listen on.
@NullMarked
package io.bergwerk.engine.local.ports;

import org.jspecify.annotations.NullMarked;
