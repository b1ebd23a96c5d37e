package io.bergwerk.server.project;

/// How many projects there may be, and how many people in one.
///
/// @param perTenantMax projects of one tenant at most; 1 to 10,000
/// @param membersMax direct members of one project at most; 1 to 10,000
/// @param invitesMax pending invites of one project at most; 1 to 1,000
public record ProjectConfig(int perTenantMax, int membersMax, int invitesMax) {
    public static final ProjectConfig DEFAULT = new ProjectConfig(100, 1000, 100);

    public ProjectConfig {
        requireWithin("per-tenant-max", perTenantMax, 10_000);
        requireWithin("members-max", membersMax, 10_000);
        requireWithin("invites-max", invitesMax, 1000);
    }

    private static void requireWithin(String name, int given, int most) {
        if (given < 1 || given > most) {
            throw new IllegalArgumentException("projects.%s: %d (expected: 1 to %d)".formatted(name, given, most));
        }
    }
}
