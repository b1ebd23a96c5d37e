package io.bergwerk.server.tenant;

import io.bergwerk.api.v1.TermsAndConditions;
import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.rpc.ProtoTimes;

/// Tenants as the API shows them.
public final class TenantProtos {
    private TenantProtos() {}

    public static io.bergwerk.api.v1.Tenant toProto(Tenant tenant) {
        var terms = TermsAndConditions.newBuilder()
                .setAccepted(tenant.termsAcceptedAt().isPresent());
        tenant.termsAcceptedAt().map(ProtoTimes::of).ifPresent(terms::setWhen);
        return shortForm(tenant).toBuilder()
                .setEmail(tenant.email())
                .setOauthProvider(tenant.provider().toProto())
                .setAdmitted(tenant.admitted())
                .setPhoneNumber(tenant.phoneNumber())
                .setTermsAndConditions(terms)
                .setEmailConsent(tenant.emailConsent())
                .setOnboarded(tenant.onboarded())
                .setCreatedBy(tenant.createdBy())
                .build();
    }

    /// What a guest may see of a tenant.
    public static io.bergwerk.api.v1.Tenant shortForm(Tenant tenant) {
        return io.bergwerk.api.v1.Tenant.newBuilder()
                .setLogin(tenant.login().value())
                .setName(tenant.name())
                .setDescription(tenant.description())
                .setAvatarUrl(tenant.avatarUrl())
                .setCreatedAt(ProtoTimes.of(tenant.createdAt()))
                .setUpdatedAt(ProtoTimes.of(tenant.updatedAt()))
                .build();
    }

    static io.bergwerk.api.v1.TenantMember toProto(TenantMember member) {
        var proto = io.bergwerk.api.v1.TenantMember.newBuilder()
                .setId(member.user().value())
                .setRole(ProtoRoles.toProto(member.role()))
                .setCreatedAt(ProtoTimes.of(member.createdAt()));
        member.projects().forEach(project -> proto.addProjectIds(project.toString()));
        return proto.build();
    }
}
