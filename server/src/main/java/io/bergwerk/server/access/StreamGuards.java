package io.bergwerk.server.access;

import com.google.protobuf.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Makes the guards of streams.
public final class StreamGuards {
    /// A stream lives on at most this long after its caller lost the right to it.
    static final Duration RECHECK = Duration.ofSeconds(30);

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final InstantSource clock;

    public StreamGuards(Authenticator authenticator, Authorizer authorizer, InstantSource clock) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    StreamGuard of(MethodRule rule, Optional<Rights> rights, Message request) {
        return new StreamGuard(authenticator, authorizer, clock, rule, rights.map(Rights::caller), request);
    }
}
