package io.bergwerk.server.project;

import io.bergwerk.api.v1.ProjectServiceGetRequest;
import io.bergwerk.api.v1.ProjectServiceGetResponse;
import io.bergwerk.api.v1.ProjectServiceGrpc;
import io.bergwerk.api.v1.ProjectServiceListRequest;
import io.bergwerk.api.v1.ProjectServiceListResponse;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// The reading half of `api.v1.ProjectService`.
public final class ProjectApi extends ProjectServiceGrpc.ProjectServiceImplBase {
    private final ProjectService projects;

    public ProjectApi(ProjectService projects) {
        this.projects = projects;
    }

    @Override
    public void get(ProjectServiceGetRequest request, StreamObserver<ProjectServiceGetResponse> observer) {
        Rpc.answer(observer, () -> {
            var seen = projects.get(CallContext.projectAccess());
            var answer = ProjectServiceGetResponse.newBuilder().setProject(ProjectProtos.toProto(seen.project()));
            seen.members().forEach(member -> answer.addProjectMembers(ProjectProtos.toProto(member)));
            return answer.build();
        });
    }

    @Override
    public void list(ProjectServiceListRequest request, StreamObserver<ProjectServiceListResponse> observer) {
        Rpc.answer(observer, () -> {
            var tenant = request.hasTenant()
                    ? Optional.of(new TenantLogin(request.getTenant()))
                    : Optional.<TenantLogin>empty();
            var name = request.hasName() ? Optional.of(request.getName()) : Optional.<String>empty();
            var answer = ProjectServiceListResponse.newBuilder();
            projects.list(CallContext.selfAccess(), tenant, name)
                    .forEach(project -> answer.addProjects(ProjectProtos.toProto(project)));
            return answer.build();
        });
    }
}
