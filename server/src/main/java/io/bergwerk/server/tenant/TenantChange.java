package io.bergwerk.server.tenant;

import java.time.Instant;
import java.util.Optional;

/// What is to change about a tenant; what is empty stays as it is.
///
/// @param acceptsTerms consent is given with this change; there is no way to take it back
public record TenantChange(
        Optional<String> name,
        Optional<String> email,
        Optional<String> description,
        Optional<String> avatarUrl,
        Optional<Boolean> onboarded,
        boolean acceptsTerms) {
    /// The consent of before keeps its time.
    Tenant applyTo(Tenant tenant, Instant now) {
        return new Tenant(
                tenant.login(),
                name.orElse(tenant.name()),
                email.orElse(tenant.email()),
                description.orElse(tenant.description()),
                avatarUrl.orElse(tenant.avatarUrl()),
                tenant.phoneNumber(),
                tenant.personal(),
                tenant.provider(),
                tenant.admitted(),
                onboarded.orElse(tenant.onboarded()),
                tenant.emailConsent(),
                tenant.termsAcceptedAt().or(() -> acceptsTerms ? Optional.of(now) : Optional.empty()),
                tenant.createdBy(),
                tenant.createdAt(),
                now);
    }
}
