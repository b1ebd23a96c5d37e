/// Connect, gRPC and gRPC-Web on one port, over Armeria.
///
/// Start at [io.bergwerk.connect.RpcRoutes], which turns gRPC services into routes of an Armeria server, and at
/// [io.bergwerk.connect.RpcServer], which sets such a server up. Handlers and interceptors are plain `io.grpc`; what
/// they may want to know of the transport is in [io.bergwerk.connect.CallInfo].
///
/// Connect calls become gRPC calls in process, so interceptors, deadlines and limits exist once for all protocols:
/// [io.bergwerk.connect.Dispatcher] sorts requests by method and content type, [io.bergwerk.connect.UnaryBridge] and
/// [io.bergwerk.connect.StreamBridge] reframe Connect, [io.bergwerk.connect.GrpcBridge] checks what is gRPC already.
/// What ends a call from outside its handler (deadline, broken request, shutdown) goes through
/// [io.bergwerk.connect.CallScope], once, and comes out as an ordinary gRPC status.
///
/// The protocol's own rules (codes, errors, envelopes, timeouts, queries) are in classes that know nothing of Armeria.
@NullMarked
package io.bergwerk.connect;

import org.jspecify.annotations.NullMarked;
