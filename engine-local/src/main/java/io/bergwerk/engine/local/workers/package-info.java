/// The nodes of local clusters: Node objects, pods and the kubelet API behind the egress socket.
@NullMarked
package io.bergwerk.engine.local.workers;

import org.jspecify.annotations.NullMarked;
