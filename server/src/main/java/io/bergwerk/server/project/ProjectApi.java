package io.bergwerk.server.project;

import io.bergwerk.api.v1.ProjectInvite;
import io.bergwerk.api.v1.ProjectServiceCreateRequest;
import io.bergwerk.api.v1.ProjectServiceCreateResponse;
import io.bergwerk.api.v1.ProjectServiceDeleteRequest;
import io.bergwerk.api.v1.ProjectServiceDeleteResponse;
import io.bergwerk.api.v1.ProjectServiceGetRequest;
import io.bergwerk.api.v1.ProjectServiceGetResponse;
import io.bergwerk.api.v1.ProjectServiceGrpc;
import io.bergwerk.api.v1.ProjectServiceInviteAcceptRequest;
import io.bergwerk.api.v1.ProjectServiceInviteAcceptResponse;
import io.bergwerk.api.v1.ProjectServiceInviteDeleteRequest;
import io.bergwerk.api.v1.ProjectServiceInviteDeleteResponse;
import io.bergwerk.api.v1.ProjectServiceInviteGetRequest;
import io.bergwerk.api.v1.ProjectServiceInviteGetResponse;
import io.bergwerk.api.v1.ProjectServiceInviteRequest;
import io.bergwerk.api.v1.ProjectServiceInviteResponse;
import io.bergwerk.api.v1.ProjectServiceInvitesListRequest;
import io.bergwerk.api.v1.ProjectServiceInvitesListResponse;
import io.bergwerk.api.v1.ProjectServiceListRequest;
import io.bergwerk.api.v1.ProjectServiceListResponse;
import io.bergwerk.api.v1.ProjectServiceRemoveMemberRequest;
import io.bergwerk.api.v1.ProjectServiceRemoveMemberResponse;
import io.bergwerk.api.v1.ProjectServiceUpdateMemberRequest;
import io.bergwerk.api.v1.ProjectServiceUpdateMemberResponse;
import io.bergwerk.api.v1.ProjectServiceUpdateRequest;
import io.bergwerk.api.v1.ProjectServiceUpdateResponse;
import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.rpc.ProtoTimes;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// `api.v1.ProjectService`.
public final class ProjectApi extends ProjectServiceGrpc.ProjectServiceImplBase {
    private static final int MAX_URL = 2048;

    private final ProjectService projects;
    private final ProjectMembers members;
    private final ProjectInvites invites;

    public ProjectApi(ProjectService projects, ProjectMembers members, ProjectInvites invites) {
        this.projects = projects;
        this.members = members;
        this.invites = invites;
    }

    @Override
    public void create(ProjectServiceCreateRequest request, StreamObserver<ProjectServiceCreateResponse> observer) {
        Rpc.answer(observer, () -> {
            var project = projects.create(
                    CallContext.tenantAccess(),
                    request.getName(),
                    request.getDescription(),
                    avatarUrl(request.getAvatarUrl()));
            return ProjectServiceCreateResponse.newBuilder()
                    .setProject(ProjectProtos.toProto(project))
                    .build();
        });
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

    @Override
    public void update(ProjectServiceUpdateRequest request, StreamObserver<ProjectServiceUpdateResponse> observer) {
        Rpc.answer(observer, () -> {
            var project = projects.update(
                    CallContext.projectAccess(),
                    request.hasName() ? Optional.of(request.getName()) : Optional.empty(),
                    request.hasDescription() ? Optional.of(request.getDescription()) : Optional.empty(),
                    request.hasAvatarUrl() ? Optional.of(avatarUrl(request.getAvatarUrl())) : Optional.empty());
            return ProjectServiceUpdateResponse.newBuilder()
                    .setProject(ProjectProtos.toProto(project))
                    .build();
        });
    }

    @Override
    public void delete(ProjectServiceDeleteRequest request, StreamObserver<ProjectServiceDeleteResponse> observer) {
        Rpc.answer(
                observer,
                () -> ProjectServiceDeleteResponse.newBuilder()
                        .setProject(ProjectProtos.toProto(projects.delete(CallContext.projectAccess())))
                        .build());
    }

    @Override
    public void updateMember(
            ProjectServiceUpdateMemberRequest request, StreamObserver<ProjectServiceUpdateMemberResponse> observer) {
        Rpc.answer(observer, () -> {
            var role = role(request.getRole());
            var member = members.update(CallContext.projectAccess(), new UserLogin(request.getMemberId()), role);
            return ProjectServiceUpdateMemberResponse.newBuilder()
                    .setProjectMember(ProjectProtos.toProto(member))
                    .build();
        });
    }

    @Override
    public void removeMember(
            ProjectServiceRemoveMemberRequest request, StreamObserver<ProjectServiceRemoveMemberResponse> observer) {
        Rpc.answer(observer, () -> {
            members.remove(CallContext.projectAccess(), new UserLogin(request.getMemberId()));
            return ProjectServiceRemoveMemberResponse.getDefaultInstance();
        });
    }

    @Override
    public void invite(ProjectServiceInviteRequest request, StreamObserver<ProjectServiceInviteResponse> observer) {
        Rpc.answer(observer, () -> {
            var seen = invites.create(CallContext.projectAccess(), role(request.getRole()));
            return ProjectServiceInviteResponse.newBuilder()
                    .setInvite(toProto(seen))
                    .build();
        });
    }

    @Override
    public void invitesList(
            ProjectServiceInvitesListRequest request, StreamObserver<ProjectServiceInvitesListResponse> observer) {
        Rpc.answer(observer, () -> {
            var answer = ProjectServiceInvitesListResponse.newBuilder();
            invites.list(CallContext.projectAccess()).forEach(seen -> answer.addInvites(toProto(seen)));
            return answer.build();
        });
    }

    @Override
    public void inviteDelete(
            ProjectServiceInviteDeleteRequest request, StreamObserver<ProjectServiceInviteDeleteResponse> observer) {
        Rpc.answer(observer, () -> {
            invites.withdraw(CallContext.projectAccess(), request.getSecret());
            return ProjectServiceInviteDeleteResponse.getDefaultInstance();
        });
    }

    @Override
    public void inviteGet(
            ProjectServiceInviteGetRequest request, StreamObserver<ProjectServiceInviteGetResponse> observer) {
        Rpc.answer(
                observer,
                () -> ProjectServiceInviteGetResponse.newBuilder()
                        .setInvite(toProto(invites.get(request.getSecret())))
                        .build());
    }

    @Override
    public void inviteAccept(
            ProjectServiceInviteAcceptRequest request, StreamObserver<ProjectServiceInviteAcceptResponse> observer) {
        Rpc.answer(observer, () -> {
            var project = invites.accept(CallContext.selfAccess(), request.getSecret());
            return ProjectServiceInviteAcceptResponse.newBuilder()
                    .setProject(project.id().toString())
                    .setProjectName(project.name())
                    .build();
        });
    }

    private static ProjectRole role(io.bergwerk.api.v1.ProjectRole role) {
        return switch (role) {
            case PROJECT_ROLE_OWNER, PROJECT_ROLE_EDITOR, PROJECT_ROLE_VIEWER -> ProtoRoles.of(role);
            case PROJECT_ROLE_UNSPECIFIED, UNRECOGNIZED ->
                throw ApiException.invalid(
                        "role", role, "PROJECT_ROLE_OWNER, PROJECT_ROLE_EDITOR or PROJECT_ROLE_VIEWER");
        };
    }

    /// A bound that the published rules leave open.
    private static String avatarUrl(String given) {
        if (given.length() > MAX_URL) {
            throw ApiException.invalid("avatar_url", given, "at most %d characters".formatted(MAX_URL));
        }
        return given;
    }

    private static ProjectInvite toProto(ProjectInvites.Seen seen) {
        return ProjectInvite.newBuilder()
                .setSecret(seen.invite().secret())
                .setProject(seen.project().id().toString())
                .setProjectName(seen.project().name())
                .setRole(ProtoRoles.toProto(seen.role()))
                .setTenant(seen.project().tenant().value())
                .setTenantName(seen.tenantName())
                .setExpiresAt(ProtoTimes.of(seen.invite().expiresAt()))
                .build();
    }
}
