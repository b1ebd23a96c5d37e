package io.bergwerk.server.tenant;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Who may use the installation, and how much of it.
///
/// @param admission whether new tenants may use what costs money at once (`open`), or only when an
///     administrator has let them (`operator`)
/// @param perUserMax organisations that one user may make; 0 to 1,000
/// @param membersMax members of one tenant at most, guests not counted; 1 to 10,000
/// @param invitesMax pending invites of one tenant at most; 1 to 1,000
public record TenantConfig(Admission admission, int perUserMax, int membersMax, int invitesMax) {
    /// Who lets tenants use what costs money.
    public enum Admission {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("operator")
        OPERATOR
    }

    public static final TenantConfig DEFAULT = new TenantConfig(Admission.OPEN, 20, 1000, 100);

    public TenantConfig {
        requireWithin("per-user-max", perUserMax, 0, 1000);
        requireWithin("members-max", membersMax, 1, 10_000);
        requireWithin("invites-max", invitesMax, 1, 1000);
    }

    boolean admitsAll() {
        return admission == Admission.OPEN;
    }

    private static void requireWithin(String name, int given, int from, int to) {
        if (given < from || given > to) {
            throw new IllegalArgumentException("tenants.%s: %d (expected: %d to %d)".formatted(name, given, from, to));
        }
    }
}
