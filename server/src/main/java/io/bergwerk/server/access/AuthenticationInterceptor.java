package io.bergwerk.server.access;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/// Turns the bearer token into a caller with rights, then counts the call against its rate limit.
///
/// No token is fine here, a bad one is refused on public methods too. Failures are thrown.
public final class AuthenticationInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String SCHEME = "bearer";

    private final Authenticator authenticator;
    private final RateLimiter limiter;
    private final TokenUseListener uses;

    public AuthenticationInterceptor(Authenticator authenticator, RateLimiter limiter, TokenUseListener uses) {
        this.authenticator = authenticator;
        this.limiter = limiter;
        this.uses = uses;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var trail = AuditTrail.current();
        trail.arrives();
        var rights = rights(headers);
        trail.callerIs(rights);
        rights.ifPresent(known -> uses.used(known.caller(), CallContext.clientAddress()));
        limiter.count(rights, "/" + call.getMethodDescriptor().getFullMethodName(), CallContext.clientAddress());
        var context = rights.map(known -> Context.current().withValue(CallContext.RIGHTS, known))
                .orElseGet(Context::current);
        return Contexts.interceptCall(context, call, headers, next);
    }

    private Optional<Rights> rights(Metadata headers) {
        try {
            return bearer(headers).map(authenticator::authenticate);
        } catch (ApiException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED) {
                limiter.countRefused(CallContext.clientAddress());
            }
            throw e;
        }
    }

    /// The token of the header; empty if there is none, or if the header names the scheme and nothing else.
    private static Optional<String> bearer(Metadata headers) {
        var header = headers.get(AUTHORIZATION);
        if (header == null || header.isBlank()) {
            return Optional.empty();
        }
        var given = header.strip();
        if (given.equalsIgnoreCase(SCHEME)) {
            return Optional.empty();
        }
        if (!given.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1)) {
            throw ApiException.of(
                    ErrorCode.UNAUTHENTICATED, "the authorization header has another scheme (expected: Bearer)");
        }
        return Optional.of(given.substring(SCHEME.length() + 1).strip());
    }
}
