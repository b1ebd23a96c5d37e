package io.bergwerk.server.access;

/// How many calls are taken in a minute. A property is `rate-limit.per-token` in the file.
///
/// @param perToken calls with one token, unless it has an admin role; 0 for no limit
/// @param perAddress calls without a token from one client address; 0 for no limit
public record RateLimitConfig(int perToken, int perAddress) {
    public static final RateLimitConfig DEFAULT = new RateLimitConfig(1000, 50);

    public RateLimitConfig {
        require(perToken, "per-token");
        require(perAddress, "per-address");
    }

    private static void require(int value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException("rate-limit.%s: %d (expected: 0 or more)".formatted(name, value));
        }
    }
}
