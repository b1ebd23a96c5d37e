package io.bergwerk.server.access;

import com.google.protobuf.Message;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.grpc.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Watches over a stream for as long as it lives: call [#check] before each message, and once in 15 seconds at
/// least.
///
/// For one thread at a time. May read the database, at most twice a minute.
public final class StreamGuard {
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final InstantSource clock;
    private final MethodRule rule;
    private final Optional<Caller.SignedIn> caller;
    private final Message request;
    private Instant checkedAt;

    StreamGuard(
            Authenticator authenticator,
            Authorizer authorizer,
            InstantSource clock,
            MethodRule rule,
            Optional<Caller.SignedIn> caller,
            Message request) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.clock = clock;
        this.rule = rule;
        this.caller = caller;
        this.request = request;
        this.checkedAt = clock.instant();
    }

    /// @throws ApiException `UNAUTHENTICATED` once the token has ended or was revoked; `PERMISSION_DENIED` or
    ///     `NOT_FOUND` once the caller could not open the stream again
    public void check() {
        if (caller.isEmpty()) {
            return;
        }
        var now = clock.instant();
        if (!now.isBefore(caller.get().expiresAt())) {
            throw ApiException.of(ErrorCode.UNAUTHENTICATED, "the token has expired: sign in again");
        }
        if (now.isBefore(checkedAt) || !now.isBefore(checkedAt.plus(StreamGuards.RECHECK))) {
            recheck(caller.get());
            checkedAt = now;
        }
    }

    private void recheck(Caller.SignedIn signedIn) {
        var rights = authenticator
                .again(signedIn)
                .orElseThrow(() -> ApiException.of(ErrorCode.UNAUTHENTICATED, "the token was revoked: sign in again"));
        var _ = authorizer.authorize(Context.ROOT, rule, Optional.of(rights), request);
    }
}
