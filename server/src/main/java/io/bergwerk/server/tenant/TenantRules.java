package io.bergwerk.server.tenant;

import io.bergwerk.common.ApiException;

/// Bounds that the published rules leave open.
final class TenantRules {
    private static final int MAX_PHONE_NUMBER = 64;
    private static final int MIN_NAME = 2;

    private TenantRules() {}

    static String avatarUrl(String given) {
        return atMost("avatar_url", given, Tenant.MAX_URL);
    }

    static String phoneNumber(String given) {
        return atMost("phone_number", given, MAX_PHONE_NUMBER);
    }

    /// @return the name as it was given, which may be empty
    static String nameOrNone(String given) {
        if (!given.isEmpty() && (given.length() < MIN_NAME || given.length() > Tenant.MAX_NAME)) {
            throw ApiException.invalid(
                    "name", given, "empty, or %d to %d characters".formatted(MIN_NAME, Tenant.MAX_NAME));
        }
        return given;
    }

    private static String atMost(String field, String given, int most) {
        if (given.length() > most) {
            throw ApiException.invalid(field, given, "at most %d characters".formatted(most));
        }
        return given;
    }
}
