package io.bergwerk.server.project;

import io.bergwerk.admin.v1.ProjectServiceGrpc;
import io.bergwerk.admin.v1.ProjectServiceListRequest;
import io.bergwerk.admin.v1.ProjectServiceListResponse;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.rpc.Paged;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;

/// `admin.v1.ProjectService`. Projects have no annotations, so nothing matches where one is asked for.
public final class AdminProjectApi extends ProjectServiceGrpc.ProjectServiceImplBase {
    private final ProjectAdministration projects;

    public AdminProjectApi(ProjectAdministration projects) {
        this.projects = projects;
    }

    @Override
    public void list(ProjectServiceListRequest request, StreamObserver<ProjectServiceListResponse> observer) {
        Rpc.answer(observer, () -> {
            var page = Paged.page(request.hasPaging() ? Optional.of(request.getPaging()) : Optional.empty());
            var tenant = request.hasTenantId()
                    ? Optional.of(new TenantLogin(request.getTenantId()))
                    : Optional.<TenantLogin>empty();
            var found = request.getAnnotationsCount() > 0
                    ? List.<Project>of()
                    : projects.list(CallContext.adminAccess(), tenant, page);
            var answer = ProjectServiceListResponse.newBuilder();
            found.forEach(project -> answer.addProjects(ProjectProtos.toProto(project)));
            Paged.next(page, found).ifPresent(answer::setNextPage);
            return answer.build();
        });
    }
}
