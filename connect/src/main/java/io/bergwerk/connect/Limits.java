package io.bergwerk.connect;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/// The answer to a message that is too large, the same wherever it is noticed.
final class Limits {
    private Limits() {}

    static StatusRuntimeException messageTooLarge(int maxBytes) {
        return Status.RESOURCE_EXHAUSTED
                .withDescription("message: too large (expected: at most %d bytes)".formatted(maxBytes))
                .asRuntimeException();
    }
}
