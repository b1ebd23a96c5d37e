package io.bergwerk.server.tenant;

import io.bergwerk.api.v1.TenantInvite;
import io.bergwerk.api.v1.TenantServiceCreateRequest;
import io.bergwerk.api.v1.TenantServiceCreateResponse;
import io.bergwerk.api.v1.TenantServiceDeleteRequest;
import io.bergwerk.api.v1.TenantServiceDeleteResponse;
import io.bergwerk.api.v1.TenantServiceGetRequest;
import io.bergwerk.api.v1.TenantServiceGetResponse;
import io.bergwerk.api.v1.TenantServiceGrpc;
import io.bergwerk.api.v1.TenantServiceInviteAcceptRequest;
import io.bergwerk.api.v1.TenantServiceInviteAcceptResponse;
import io.bergwerk.api.v1.TenantServiceInviteDeleteRequest;
import io.bergwerk.api.v1.TenantServiceInviteDeleteResponse;
import io.bergwerk.api.v1.TenantServiceInviteGetRequest;
import io.bergwerk.api.v1.TenantServiceInviteGetResponse;
import io.bergwerk.api.v1.TenantServiceInviteRequest;
import io.bergwerk.api.v1.TenantServiceInviteResponse;
import io.bergwerk.api.v1.TenantServiceInvitesListRequest;
import io.bergwerk.api.v1.TenantServiceInvitesListResponse;
import io.bergwerk.api.v1.TenantServiceListRequest;
import io.bergwerk.api.v1.TenantServiceListResponse;
import io.bergwerk.api.v1.TenantServiceRemoveMemberRequest;
import io.bergwerk.api.v1.TenantServiceRemoveMemberResponse;
import io.bergwerk.api.v1.TenantServiceRequestAdmissionRequest;
import io.bergwerk.api.v1.TenantServiceRequestAdmissionResponse;
import io.bergwerk.api.v1.TenantServiceUpdateMemberRequest;
import io.bergwerk.api.v1.TenantServiceUpdateMemberResponse;
import io.bergwerk.api.v1.TenantServiceUpdateRequest;
import io.bergwerk.api.v1.TenantServiceUpdateResponse;
import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.access.Rights;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.rpc.ProtoTimes;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// `api.v1.TenantService`.
public final class TenantApi extends TenantServiceGrpc.TenantServiceImplBase {
    private final TenantService tenants;
    private final TenantMembers members;
    private final TenantInvites invites;

    public TenantApi(TenantService tenants, TenantMembers members, TenantInvites invites) {
        this.tenants = tenants;
        this.members = members;
        this.invites = invites;
    }

    @Override
    public void create(TenantServiceCreateRequest request, StreamObserver<TenantServiceCreateResponse> observer) {
        Rpc.answer(observer, () -> {
            var wanted = new NewTenant(
                    request.getName(),
                    request.hasEmail() ? Optional.of(request.getEmail()) : Optional.empty(),
                    request.getDescription(),
                    TenantRules.avatarUrl(request.getAvatarUrl()),
                    TenantRules.phoneNumber(request.getPhoneNumber()));
            return TenantServiceCreateResponse.newBuilder()
                    .setTenant(TenantProtos.toProto(tenants.create(CallContext.selfAccess(), wanted)))
                    .build();
        });
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

    @Override
    public void update(TenantServiceUpdateRequest request, StreamObserver<TenantServiceUpdateResponse> observer) {
        Rpc.answer(
                observer,
                () -> TenantServiceUpdateResponse.newBuilder()
                        .setTenant(TenantProtos.toProto(tenants.update(CallContext.tenantAccess(), change(request))))
                        .build());
    }

    private static TenantChange change(TenantServiceUpdateRequest request) {
        if (request.hasAcceptTermsAndConditions() && !request.getAcceptTermsAndConditions()) {
            throw ApiException.invalid("accept_terms_and_conditions", false, "true; consent is not taken back here");
        }
        return new TenantChange(
                request.hasName() ? Optional.of(request.getName()) : Optional.empty(),
                request.hasEmail() ? Optional.of(request.getEmail()) : Optional.empty(),
                request.hasDescription() ? Optional.of(request.getDescription()) : Optional.empty(),
                request.hasAvatarUrl() ? Optional.of(TenantRules.avatarUrl(request.getAvatarUrl())) : Optional.empty(),
                request.hasOnboarded() ? Optional.of(request.getOnboarded()) : Optional.empty(),
                request.getAcceptTermsAndConditions());
    }

    @Override
    public void delete(TenantServiceDeleteRequest request, StreamObserver<TenantServiceDeleteResponse> observer) {
        Rpc.answer(
                observer,
                () -> TenantServiceDeleteResponse.newBuilder()
                        .setTenant(TenantProtos.toProto(tenants.delete(CallContext.tenantAccess())))
                        .build());
    }

    @Override
    public void requestAdmission(
            TenantServiceRequestAdmissionRequest request,
            StreamObserver<TenantServiceRequestAdmissionResponse> observer) {
        Rpc.answer(observer, () -> {
            if (!request.getAcceptedTermsAndConditions()) {
                throw ApiException.invalid("accepted_terms_and_conditions", false, "true");
            }
            var asked = new AdmissionRequest(
                    TenantRules.nameOrNone(request.getName()), request.getEmail(), request.getEmailConsent());
            tenants.requestAdmission(CallContext.tenantAccess(), asked);
            return TenantServiceRequestAdmissionResponse.getDefaultInstance();
        });
    }

    @Override
    public void updateMember(
            TenantServiceUpdateMemberRequest request, StreamObserver<TenantServiceUpdateMemberResponse> observer) {
        Rpc.answer(observer, () -> {
            var role = storedRole(request.getRole());
            var member = members.update(CallContext.tenantAccess(), new UserLogin(request.getMemberId()), role);
            return TenantServiceUpdateMemberResponse.newBuilder()
                    .setTenantMember(TenantProtos.toProto(member))
                    .build();
        });
    }

    @Override
    public void removeMember(
            TenantServiceRemoveMemberRequest request, StreamObserver<TenantServiceRemoveMemberResponse> observer) {
        Rpc.answer(observer, () -> {
            members.remove(CallContext.tenantAccess(), new UserLogin(request.getMemberId()));
            return TenantServiceRemoveMemberResponse.getDefaultInstance();
        });
    }

    @Override
    public void invite(TenantServiceInviteRequest request, StreamObserver<TenantServiceInviteResponse> observer) {
        Rpc.answer(observer, () -> {
            var seen = invites.create(CallContext.tenantAccess(), storedRole(request.getRole()));
            return TenantServiceInviteResponse.newBuilder()
                    .setInvite(toProto(seen))
                    .build();
        });
    }

    @Override
    public void invitesList(
            TenantServiceInvitesListRequest request, StreamObserver<TenantServiceInvitesListResponse> observer) {
        Rpc.answer(observer, () -> {
            var answer = TenantServiceInvitesListResponse.newBuilder();
            invites.list(CallContext.tenantAccess()).forEach(seen -> answer.addInvites(toProto(seen)));
            return answer.build();
        });
    }

    @Override
    public void inviteDelete(
            TenantServiceInviteDeleteRequest request, StreamObserver<TenantServiceInviteDeleteResponse> observer) {
        Rpc.answer(observer, () -> {
            invites.withdraw(CallContext.tenantAccess(), request.getSecret());
            return TenantServiceInviteDeleteResponse.getDefaultInstance();
        });
    }

    @Override
    public void inviteGet(
            TenantServiceInviteGetRequest request, StreamObserver<TenantServiceInviteGetResponse> observer) {
        Rpc.answer(
                observer,
                () -> TenantServiceInviteGetResponse.newBuilder()
                        .setInvite(toProto(invites.get(request.getSecret())))
                        .build());
    }

    @Override
    public void inviteAccept(
            TenantServiceInviteAcceptRequest request, StreamObserver<TenantServiceInviteAcceptResponse> observer) {
        Rpc.answer(observer, () -> {
            var tenant = invites.accept(CallContext.selfAccess(), request.getSecret());
            return TenantServiceInviteAcceptResponse.newBuilder()
                    .setTenant(tenant.login().value())
                    .setTenantName(tenant.name())
                    .build();
        });
    }

    /// Guests are not made, they come about.
    static TenantRole storedRole(io.bergwerk.api.v1.TenantRole role) {
        return switch (role) {
            case TENANT_ROLE_OWNER, TENANT_ROLE_EDITOR, TENANT_ROLE_VIEWER -> ProtoRoles.of(role);
            case TENANT_ROLE_GUEST, TENANT_ROLE_UNSPECIFIED, UNRECOGNIZED ->
                throw ApiException.invalid("role", role, "TENANT_ROLE_OWNER, TENANT_ROLE_EDITOR or TENANT_ROLE_VIEWER");
        };
    }

    private static TenantInvite toProto(TenantInvites.Seen seen) {
        return TenantInvite.newBuilder()
                .setSecret(seen.invite().secret())
                .setTargetTenant(seen.target().login().value())
                .setTargetTenantName(seen.target().name())
                .setRole(ProtoRoles.toProto(seen.invite().role()))
                .setTenant(seen.inviter().login().value())
                .setTenantName(seen.inviter().name())
                .setExpiresAt(ProtoTimes.of(seen.invite().expiresAt()))
                .build();
    }

    private static TenantRole roleIn(Rights rights, Tenant tenant) {
        return rights.seenTenantRole(tenant.login());
    }

    private static io.bergwerk.api.v1.Tenant shown(Tenant tenant, TenantRole role) {
        return role == TenantRole.GUEST ? TenantProtos.shortForm(tenant) : TenantProtos.toProto(tenant);
    }
}
