package io.bergwerk.server.token;

import io.bergwerk.api.v1.MethodPermission;
import io.bergwerk.api.v1.MethodServiceGrpc;
import io.bergwerk.api.v1.MethodServiceListRequest;
import io.bergwerk.api.v1.MethodServiceListResponse;
import io.bergwerk.api.v1.MethodServiceTokenScopedListRequest;
import io.bergwerk.api.v1.MethodServiceTokenScopedListResponse;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.access.Rights;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;

/// `api.v1.MethodService`: what a caller can call.
public final class MethodApi extends MethodServiceGrpc.MethodServiceImplBase {
    private final ScopedMethods scoped;

    public MethodApi(MethodTable methods) {
        this.scoped = new ScopedMethods(methods);
    }

    @Override
    public void list(MethodServiceListRequest request, StreamObserver<MethodServiceListResponse> observer) {
        Rpc.answer(
                observer,
                () -> MethodServiceListResponse.newBuilder()
                        .addAllMethods(scoped.callable(CallContext.rights()))
                        .build());
    }

    @Override
    public void tokenScopedList(
            MethodServiceTokenScopedListRequest request,
            StreamObserver<MethodServiceTokenScopedListResponse> observer) {
        Rpc.answer(observer, () -> answer(CallContext.selfAccess().rights()));
    }

    /// One entry for each subject, projects first: clients find their project by the only subject that is a
    /// UUID.
    private MethodServiceTokenScopedListResponse answer(Rights rights) {
        var answer = MethodServiceTokenScopedListResponse.newBuilder();
        add(answer, scoped.byProject(rights));
        add(answer, scoped.byTenant(rights));
        scoped.projects(rights)
                .forEach((project, role) -> answer.putProjectRoles(project.toString(), ProtoRoles.toProto(role)));
        scoped.tenants(rights)
                .forEach((tenant, role) -> answer.putTenantRoles(tenant.value(), ProtoRoles.toProto(role)));
        rights.caller().adminRole().map(ProtoRoles::toProto).ifPresent(answer::setAdminRole);
        return answer.build();
    }

    private static void add(
            MethodServiceTokenScopedListResponse.Builder answer, Map<String, Set<String>> pathsBySubject) {
        pathsBySubject.forEach((subject, paths) -> answer.addPermissions(
                MethodPermission.newBuilder().setSubject(subject).addAllMethods(paths)));
    }
}
