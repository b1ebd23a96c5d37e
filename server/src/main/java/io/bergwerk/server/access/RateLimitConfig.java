package io.bergwerk.server.access;

/// How many calls are taken in a minute. A property is `rate-limit.per-token` in the file.
///
/// @param perToken calls with one token, unless it has an admin role; 0 for no limit
/// @param perAddress calls without a token from one client address, and as many with one that is worth nothing; 0 for
///     no limit
/// @param secretsPerUser calls of one user, with whatever token, that make tokens or make, show or accept invites; 0
/// for
///     no limit
public record RateLimitConfig(int perToken, int perAddress, int secretsPerUser) {
    public static final RateLimitConfig DEFAULT = new RateLimitConfig(1000, 50, 60);

    public static final RateLimitConfig NONE = new RateLimitConfig(0, 0, 0);

    public RateLimitConfig {
        require(perToken, "per-token");
        require(perAddress, "per-address");
        require(secretsPerUser, "secrets-per-user");
    }

    private static void require(int value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException("rate-limit.%s: %d (expected: 0 or more)".formatted(name, value));
        }
    }
}
