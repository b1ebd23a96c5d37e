package io.bergwerk.server.tenant;

import io.bergwerk.server.access.TenantLogin;
import java.util.Optional;

/// What tenants an administrator looks for; what is given has to match exactly.
public record TenantFilter(
        Optional<TenantLogin> login,
        Optional<String> name,
        Optional<String> email,
        Optional<IdentityProvider> provider,
        Optional<Boolean> admitted) {}
