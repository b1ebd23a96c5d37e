package io.bergwerk.server.access;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts calls by token, or by client address where there is no token, in minutes of the clock.
///
/// Memory is bounded: past so many keys in a minute new ones share counters, so that a flood of addresses can
/// neither fill the memory nor go uncounted.
public final class RateLimiter {
    private static final int MAX_KEYS = 50_000;
    private static final int SHARED = 4096;
    private static final int WINDOW_SECONDS = 60;

    /// What makes secrets, or could be used to try them.
    static final Set<String> SECRETS = Set.of(
            "/api.v1.TenantService/Invite",
            "/api.v1.TenantService/InviteGet",
            "/api.v1.TenantService/InviteAccept",
            "/api.v1.ProjectService/Invite",
            "/api.v1.ProjectService/InviteGet",
            "/api.v1.ProjectService/InviteAccept",
            "/api.v1.TokenService/Create",
            "/bergwerk.v1.ApiTokenService/Rotate");

    private final RateLimitConfig config;
    private final InstantSource clock;
    private volatile Window window = new Window(0);

    private record Window(long number, ConcurrentHashMap<Object, AtomicInteger> counts) {
        Window(long number) {
            this(number, new ConcurrentHashMap<>());
        }

        int count(Object key) {
            var known = counts.get(key);
            if (known == null) {
                var counted = counts.size() < MAX_KEYS ? key : (Object) Math.floorMod(key.hashCode(), SHARED);
                known = counts.computeIfAbsent(counted, _ -> new AtomicInteger());
            }
            return known.incrementAndGet();
        }
    }

    public RateLimiter(RateLimitConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /// Counts a call.
    ///
    /// @param method with the leading slash
    /// @param clientAddress empty if it cannot be known; then a call without a token is not counted
    /// @throws ApiException `RESOURCE_EXHAUSTED` above the limit
    public void count(Optional<Rights> rights, String method, String clientAddress) {
        if (rights.isPresent()) {
            var caller = rights.get().caller();
            if (caller.adminRole().isEmpty()) {
                count(caller.token(), config.perToken(), "this token");
                if (SECRETS.contains(method)) {
                    count(caller.user(), config.secretsPerUser(), "invites and tokens by this user");
                }
            }
        } else if (!clientAddress.isEmpty()) {
            count(clientAddress, config.perAddress(), "this address without a token");
        }
    }

    /// Counts a token that is worth nothing. Good ones of the same address are not counted with it, so nobody can lock
    /// out others.
    ///
    /// @throws ApiException `RESOURCE_EXHAUSTED` above the limit
    void countRefused(String clientAddress) {
        countAttempt("token", clientAddress, config.perAddress());
    }

    /// Counts an attempt from an address by a key of its own, against a limit of its own.
    ///
    /// @throws ApiException `RESOURCE_EXHAUSTED` above the limit
    public void countAttempt(String kind, String clientAddress, int limit) {
        if (!clientAddress.isEmpty()) {
            count(kind + " " + clientAddress, limit, "this address");
        }
    }

    private void count(Object key, int limit, String who) {
        if (limit == 0) {
            return;
        }
        var second = clock.instant().getEpochSecond();
        if (present(second / WINDOW_SECONDS).count(key) > limit) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "rate limit: more than %d calls in a minute with %s; try again in %d s"
                            .formatted(limit, who, WINDOW_SECONDS - second % WINDOW_SECONDS));
        }
    }

    private Window present(long number) {
        var current = window;
        if (current.number() == number) {
            return current;
        }
        synchronized (this) {
            if (window.number() != number) {
                window = new Window(number);
            }
            return window;
        }
    }
}
