package io.bergwerk.connect;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads what a request's headers say about the call as such, and opens its scope.
final class CallOpener {
    private final Duration longestUnary;
    private final TrustedProxies proxies;

    CallOpener(Duration longestUnary, TrustedProxies proxies) {
        this.longestUnary = longestUnary;
        this.proxies = proxies;
    }

    /// @throws io.grpc.StatusRuntimeException `INVALID_ARGUMENT` for a malformed timeout or an unknown protocol version
    CallScope open(
            ServiceRequestContext ctx, RequestHeaders headers, MethodDescriptor<?, ?> method, Protocol protocol) {
        var timeout = timeout(headers, method, protocol);
        ctx.clearRequestTimeout(); // the scope's deadline is the only one
        var info = new CallInfo(
                protocol,
                headers.method().name(),
                ctx.query(),
                proxies.clientAddress(ctx),
                ctx.id().text());
        return CallScope.open(ctx, method, info, timeout);
    }

    /// What the client asked for; a unary call ends at the server's own limit in any case.
    private @Nullable Duration timeout(RequestHeaders headers, MethodDescriptor<?, ?> method, Protocol protocol) {
        var asked = protocol == Protocol.CONNECT ? connectTimeout(headers) : grpcTimeout(headers);
        if (method.getType() != MethodType.UNARY) {
            return asked;
        }
        return asked != null && asked.compareTo(longestUnary) < 0 ? asked : longestUnary;
    }

    private static @Nullable Duration connectTimeout(RequestHeaders headers) {
        var version = headers.get("connect-protocol-version");
        if (version != null && !version.equals("1")) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("connect-protocol-version: %s (expected: 1)".formatted(version))
                    .asRuntimeException();
        }
        var timeout = headers.get("connect-timeout-ms");
        return timeout == null ? null : Timeouts.connect(timeout);
    }

    private static @Nullable Duration grpcTimeout(RequestHeaders headers) {
        var timeout = headers.get("grpc-timeout");
        return timeout == null ? null : Timeouts.grpc(timeout);
    }
}
