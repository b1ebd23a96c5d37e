package io.bergwerk.server.tenant;

import io.bergwerk.admin.v1.TenantServiceAddMemberRequest;
import io.bergwerk.admin.v1.TenantServiceAddMemberResponse;
import io.bergwerk.admin.v1.TenantServiceAdmitRequest;
import io.bergwerk.admin.v1.TenantServiceAdmitResponse;
import io.bergwerk.admin.v1.TenantServiceGrpc;
import io.bergwerk.admin.v1.TenantServiceListRequest;
import io.bergwerk.admin.v1.TenantServiceListResponse;
import io.bergwerk.admin.v1.TenantServiceRevokeRequest;
import io.bergwerk.admin.v1.TenantServiceRevokeResponse;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.rpc.Paged;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// `admin.v1.TenantService`.
public final class AdminTenantApi extends TenantServiceGrpc.TenantServiceImplBase {
    private final TenantAdministration tenants;

    public AdminTenantApi(TenantAdministration tenants) {
        this.tenants = tenants;
    }

    @Override
    public void list(TenantServiceListRequest request, StreamObserver<TenantServiceListResponse> observer) {
        Rpc.answer(observer, () -> {
            var page = Paged.page(request.hasPaging() ? Optional.of(request.getPaging()) : Optional.empty());
            var found = tenants.list(CallContext.adminAccess(), filter(request), page);
            var answer = TenantServiceListResponse.newBuilder();
            found.forEach(tenant -> answer.addTenants(TenantProtos.toProto(tenant)));
            Paged.next(page, found).ifPresent(answer::setNextPage);
            return answer.build();
        });
    }

    private static TenantFilter filter(TenantServiceListRequest request) {
        return new TenantFilter(
                request.hasTenant() ? Optional.of(new TenantLogin(request.getTenant())) : Optional.empty(),
                request.hasName() ? Optional.of(request.getName()) : Optional.empty(),
                request.hasEmail() ? Optional.of(request.getEmail()) : Optional.empty(),
                request.hasOauthProvider()
                        ? Optional.of(IdentityProvider.of(request.getOauthProvider()))
                        : Optional.empty(),
                request.hasAdmitted() ? Optional.of(request.getAdmitted()) : Optional.empty());
    }

    @Override
    public void admit(TenantServiceAdmitRequest request, StreamObserver<TenantServiceAdmitResponse> observer) {
        Rpc.answer(observer, () -> {
            var tenant = tenants.admit(CallContext.adminAccess(), new TenantLogin(request.getTenantId()), true);
            return TenantServiceAdmitResponse.newBuilder()
                    .setTenant(TenantProtos.toProto(tenant))
                    .build();
        });
    }

    @Override
    public void revoke(TenantServiceRevokeRequest request, StreamObserver<TenantServiceRevokeResponse> observer) {
        Rpc.answer(observer, () -> {
            var tenant = tenants.admit(CallContext.adminAccess(), new TenantLogin(request.getTenantId()), false);
            return TenantServiceRevokeResponse.newBuilder()
                    .setTenant(TenantProtos.toProto(tenant))
                    .build();
        });
    }

    @Override
    public void addMember(
            TenantServiceAddMemberRequest request, StreamObserver<TenantServiceAddMemberResponse> observer) {
        Rpc.answer(observer, () -> {
            tenants.addMember(
                    CallContext.adminAccess(),
                    new TenantLogin(request.getTenantId()),
                    request.getMemberId(),
                    TenantApi.storedRole(request.getRole()));
            return TenantServiceAddMemberResponse.getDefaultInstance();
        });
    }
}
