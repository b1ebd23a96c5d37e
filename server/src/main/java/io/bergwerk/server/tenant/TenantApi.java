package io.bergwerk.server.tenant;

import io.bergwerk.api.v1.TenantServiceGetRequest;
import io.bergwerk.api.v1.TenantServiceGetResponse;
import io.bergwerk.api.v1.TenantServiceGrpc;
import io.bergwerk.api.v1.TenantServiceListRequest;
import io.bergwerk.api.v1.TenantServiceListResponse;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.Rights;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// The reading half of `api.v1.TenantService`.
public final class TenantApi extends TenantServiceGrpc.TenantServiceImplBase {
    private final TenantService tenants;

    public TenantApi(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public void get(TenantServiceGetRequest request, StreamObserver<TenantServiceGetResponse> observer) {
        Rpc.answer(observer, () -> {
            var access = CallContext.tenantAccess();
            var seen = tenants.get(access);
            var answer = TenantServiceGetResponse.newBuilder().setTenant(shown(seen.tenant(), access.role()));
            seen.members().forEach(member -> answer.addTenantMembers(TenantProtos.toProto(member)));
            return answer.build();
        });
    }

    @Override
    public void list(TenantServiceListRequest request, StreamObserver<TenantServiceListResponse> observer) {
        Rpc.answer(observer, () -> {
            var access = CallContext.selfAccess();
            var login = request.hasId() ? Optional.of(new TenantLogin(request.getId())) : Optional.<TenantLogin>empty();
            var name = request.hasName() ? Optional.of(request.getName()) : Optional.<String>empty();
            var answer = TenantServiceListResponse.newBuilder();
            tenants.list(access, login, name)
                    .forEach(tenant -> answer.addTenants(shown(tenant, roleIn(access.rights(), tenant))));
            return answer.build();
        });
    }

    private static TenantRole roleIn(Rights rights, Tenant tenant) {
        return rights.seenTenantRole(tenant.login());
    }

    private static io.bergwerk.api.v1.Tenant shown(Tenant tenant, TenantRole role) {
        return role == TenantRole.GUEST ? TenantProtos.shortForm(tenant) : TenantProtos.toProto(tenant);
    }
}
