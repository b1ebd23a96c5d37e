package io.bergwerk.server.audit;

import io.bergwerk.api.v1.AuditPhase;
import io.bergwerk.api.v1.AuditTrace;
import io.bergwerk.common.ApiException;
import io.bergwerk.server.rpc.ProtoTimes;

/// Traces as the API shows them.
final class AuditProtos {
    private AuditProtos() {}

    static AuditTrace toProto(Trace trace) {
        var proto = AuditTrace.newBuilder()
                .setUuid(trace.id().toString())
                .setTimestamp(ProtoTimes.of(trace.at()))
                .setUser(trace.user())
                .setTenant(trace.tenant())
                .setMethod(trace.method())
                .setSourceIp(trace.sourceIp())
                .setPhase(
                        switch (trace.phase()) {
                            case REQUEST -> AuditPhase.AUDIT_PHASE_REQUEST;
                            case RESPONSE -> AuditPhase.AUDIT_PHASE_RESPONSE;
                        });
        if (!trace.project().isEmpty()) {
            proto.setProject(trace.project());
        }
        if (!trace.body().isEmpty()) {
            proto.setBody(trace.body());
        }
        trace.resultCode().ifPresent(proto::setResultCode);
        return proto.build();
    }

    static Trace.Phase phase(AuditPhase phase) {
        return switch (phase) {
            case AUDIT_PHASE_REQUEST -> Trace.Phase.REQUEST;
            case AUDIT_PHASE_RESPONSE -> Trace.Phase.RESPONSE;
            case AUDIT_PHASE_UNSPECIFIED, UNRECOGNIZED ->
                throw ApiException.invalid("phase", phase, "AUDIT_PHASE_REQUEST or AUDIT_PHASE_RESPONSE");
        };
    }
}
