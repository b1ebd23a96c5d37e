package io.bergwerk.server.access;

import com.google.protobuf.Message;
import io.grpc.Status;
import java.util.Optional;

/// Where the traces of audited calls go.
public interface AuditHook {
    /// The call has passed all checks and is about to be carried out; what this throws keeps it from that.
    void requested(AuditTrail call, Message request);

    /// The call has ended, refused ones too.
    ///
    /// @param answer of a unary call that succeeded; empty for streams and failures
    void answered(AuditTrail call, Optional<Message> answer, Status.Code result);
}
