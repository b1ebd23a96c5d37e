package io.bergwerk.server.user;

import io.bergwerk.api.v1.User;
import io.bergwerk.api.v1.UserServiceGetRequest;
import io.bergwerk.api.v1.UserServiceGetResponse;
import io.bergwerk.api.v1.UserServiceGrpc;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.Rights;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.project.ProjectProtos;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.server.tenant.Tenant;
import io.bergwerk.server.tenant.TenantProtos;
import io.grpc.stub.StreamObserver;

/// `api.v1.UserService`.
public final class UserApi extends UserServiceGrpc.UserServiceImplBase {
    private final UserService users;

    public UserApi(UserService users) {
        this.users = users;
    }

    @Override
    public void get(UserServiceGetRequest request, StreamObserver<UserServiceGetResponse> observer) {
        Rpc.answer(observer, () -> {
            var access = CallContext.selfAccess();
            var user = toProto(users.get(access), access.rights());
            return UserServiceGetResponse.newBuilder().setUser(user).build();
        });
    }

    private static User toProto(UserService.Seen seen, Rights rights) {
        var self = seen.self();
        var user = User.newBuilder()
                .setLogin(self.login().value())
                .setName(self.name())
                .setEmail(self.email())
                .setAvatarUrl(self.avatarUrl())
                .setOauthProvider(self.provider().toProto())
                .setDefaultTenant(TenantProtos.toProto(self))
                .setDefaultProject(ProjectProtos.toProto(seen.defaultProject()));
        seen.tenants().forEach(tenant -> user.addTenants(shown(tenant, rights)));
        seen.projects().forEach(project -> user.addProjects(ProjectProtos.toProto(project)));
        return user.build();
    }

    private static io.bergwerk.api.v1.Tenant shown(Tenant tenant, Rights rights) {
        return rights.seenTenantRole(tenant.login()) == TenantRole.GUEST
                ? TenantProtos.shortForm(tenant)
                : TenantProtos.toProto(tenant);
    }
}
