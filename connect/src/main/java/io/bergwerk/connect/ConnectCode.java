package io.bergwerk.connect;

import io.grpc.Status;
import java.util.Locale;

/// A gRPC code as the Connect protocol spells it, and the HTTP status a unary call answers with.
///
/// The table is the Connect protocol specification's, "Error codes".
public enum ConnectCode {
    CANCELED(499),
    UNKNOWN(500),
    INVALID_ARGUMENT(400),
    DEADLINE_EXCEEDED(504),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    PERMISSION_DENIED(403),
    RESOURCE_EXHAUSTED(429),
    FAILED_PRECONDITION(400),
    ABORTED(409),
    OUT_OF_RANGE(400),
    UNIMPLEMENTED(501),
    INTERNAL(500),
    UNAVAILABLE(503),
    DATA_LOSS(500),
    UNAUTHENTICATED(401);

    private final int httpStatus;

    ConnectCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /// The code for a failed call.
    ///
    /// @throws IllegalArgumentException for `OK`, which is not an error
    public static ConnectCode of(Status.Code code) {
        if (code == Status.Code.OK) {
            throw new IllegalArgumentException("code: OK (expected: the code of an error)");
        }
        return values()[code.value() - 1];
    }

    /// The code's name on the wire, such as `invalid_argument`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int httpStatus() {
        return httpStatus;
    }
}
