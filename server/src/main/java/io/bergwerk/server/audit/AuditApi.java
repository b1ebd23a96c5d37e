package io.bergwerk.server.audit;

import io.bergwerk.api.v1.AuditServiceGetRequest;
import io.bergwerk.api.v1.AuditServiceGetResponse;
import io.bergwerk.api.v1.AuditServiceGrpc.AuditServiceImplBase;
import io.bergwerk.api.v1.AuditServiceListRequest;
import io.bergwerk.api.v1.AuditServiceListResponse;
import io.bergwerk.common.ProjectId;
import io.bergwerk.common.Uuids;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.audit.Trace.Filter;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/// `api.v1.AuditService`.
public final class AuditApi extends AuditServiceImplBase {
    private final AuditService audit;
    private final InstantSource clock;

    public AuditApi(AuditService audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void get(AuditServiceGetRequest request, StreamObserver<AuditServiceGetResponse> observer) {
        Rpc.answer(observer, () -> {
            var phase = request.hasPhase() ? AuditProtos.phase(request.getPhase()) : Trace.Phase.REQUEST;
            var trace = audit.get(CallContext.tenantAccess(), Uuids.parse("uuid", request.getUuid()), phase);
            return AuditServiceGetResponse.newBuilder()
                    .setTrace(AuditProtos.toProto(trace))
                    .build();
        });
    }

    @Override
    public void list(AuditServiceListRequest request, StreamObserver<AuditServiceListResponse> observer) {
        Rpc.answer(observer, () -> {
            var answer = AuditServiceListResponse.newBuilder();
            audit.list(CallContext.tenantAccess(), filter(request))
                    .forEach(trace -> answer.addTraces(AuditProtos.toProto(trace)));
            return answer.build();
        });
    }

    private Filter filter(AuditServiceListRequest request) {
        var window = AuditWindow.of(
                request.hasFrom() ? Optional.of(request.getFrom()) : Optional.empty(),
                request.hasTo() ? Optional.of(request.getTo()) : Optional.empty(),
                clock.instant());
        return new Filter(
                request.hasUuid() ? Optional.of(Uuids.parse("uuid", request.getUuid())) : Optional.empty(),
                window.from(),
                window.to(),
                request.hasUser() ? Optional.of(request.getUser()) : Optional.empty(),
                request.hasProject()
                        ? Optional.of(
                                ProjectId.parse("project", request.getProject()).toString())
                        : Optional.empty(),
                request.hasMethod() ? Optional.of(request.getMethod()) : Optional.empty(),
                request.hasSourceIp() ? Optional.of(request.getSourceIp()) : Optional.empty(),
                request.hasResultCode() ? OptionalInt.of(request.getResultCode()) : OptionalInt.empty(),
                request.hasBody() ? Optional.of(request.getBody()) : Optional.empty(),
                request.hasPhase() ? Optional.of(AuditProtos.phase(request.getPhase())) : Optional.empty(),
                request.hasLimit() ? request.getLimit() : AuditWindow.DEFAULT_LIMIT);
    }
}
