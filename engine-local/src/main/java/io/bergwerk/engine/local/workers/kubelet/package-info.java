/// What the API server finds behind a cluster's egress socket: the kubelet API of each simulated node and the resource
/// metrics API.
///
/// The API server sends `CONNECT host:port` (RFC 9110, 9.3.6) and then speaks TLS through the connection. Nodes are
/// known by their address; everything else is refused at once, so that nobody waits for an endpoint that cannot answer.
@NullMarked
package io.bergwerk.engine.local.workers.kubelet;

import org.jspecify.annotations.NullMarked;
