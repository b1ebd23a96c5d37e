package io.bergwerk.server.tenant;

import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.UserLogin;
import java.time.Instant;
import java.util.Optional;

/// A person or an organisation, which owns projects.
///
/// @param personal whether it is a user's own
/// @param admitted whether an administrator lets it use what costs money
/// @param termsAcceptedAt when it agreed to the terms; empty until then
/// @param createdBy login of the user who made it
public record Tenant(
        TenantLogin login,
        String name,
        String email,
        String description,
        String avatarUrl,
        String phoneNumber,
        boolean personal,
        IdentityProvider provider,
        boolean admitted,
        boolean onboarded,
        boolean emailConsent,
        Optional<Instant> termsAcceptedAt,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {
    public static final int MAX_NAME = 64;

    /// Of its avatar.
    public static final int MAX_URL = 2048;

    /// A user who is seen for the first time.
    public static Tenant personal(
            TenantLogin login, String name, String email, IdentityProvider provider, boolean admitted, Instant now) {
        return new Tenant(
                login,
                name,
                email,
                "",
                "",
                "",
                true,
                provider,
                admitted,
                false,
                false,
                Optional.empty(),
                login.value(),
                now,
                now);
    }

    /// An organisation; nobody signs in as it.
    static Tenant organisation(
            TenantLogin login, NewTenant wanted, String email, UserLogin maker, boolean admitted, Instant now) {
        return new Tenant(
                login,
                wanted.name(),
                email,
                wanted.description(),
                wanted.avatarUrl(),
                wanted.phoneNumber(),
                false,
                IdentityProvider.NONE,
                admitted,
                false,
                false,
                Optional.empty(),
                maker.value(),
                now,
                now);
    }

    public Tenant withAvatar(String url) {
        return new Tenant(
                login,
                name,
                email,
                description,
                url,
                phoneNumber,
                personal,
                provider,
                admitted,
                onboarded,
                emailConsent,
                termsAcceptedAt,
                createdBy,
                createdAt,
                updatedAt);
    }
}
