package io.bergwerk.connect;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/// What the transport knows of a call, for interceptors and handlers: `CallInfo.current()`.
///
/// @param httpMethod `POST`, or `GET` for a Connect call of a method without side effects
/// @param query the raw query of a GET, null for a POST
/// @param clientAddress the caller's IP address: the peer's, or what a trusted proxy says; empty if it is not known
/// @param requestId names the call in logs and in the answer to an internal error
public record CallInfo(
        Protocol protocol, String httpMethod, @Nullable String query, String clientAddress, String requestId) {

    /// Where the current call's info is found; null outside a call.
    public static final Context.Key<CallInfo> KEY = Context.key("io.bergwerk.connect.call");

    /// The info of the call that the current thread works for.
    ///
    /// @throws IllegalStateException outside a call
    public static CallInfo current() {
        var info = KEY.get();
        if (info == null) {
            throw new IllegalStateException("no call is going on in this thread");
        }
        return info;
    }
}
