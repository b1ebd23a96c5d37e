package io.bergwerk.server.access;

import com.google.protobuf.Message;
import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes who did what, and with which result, to the log. Bodies never: they may hold secrets.
public final class AuditLog implements AuditHook {
    private static final Logger log = LoggerFactory.getLogger("audit");

    @Override
    public void requested(AuditTrail call, Message request) {
        // One line for each call is enough for a log, and the answer's says more.
    }

    @Override
    public void answered(AuditTrail call, Status.Code result) {
        log.atInfo()
                .addKeyValue("requestId", call.requestId())
                .addKeyValue("user", call.user())
                .addKeyValue("tenant", call.tenant())
                .addKeyValue("project", call.project())
                .addKeyValue("method", call.method())
                .addKeyValue("sourceIp", call.clientAddress())
                .addKeyValue("result", result)
                .log("audited call ended");
    }
}
