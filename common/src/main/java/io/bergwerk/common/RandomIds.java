package io.bergwerk.common;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Ids from a clock and a random source.
public final class RandomIds implements IdSource {
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random a cryptographic source in production, a seeded one in tests; must be safe for use by many threads
    public RandomIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public UUID next() {
        var millis = clock.instant().toEpochMilli();
        var high = (millis << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        return new UUID(high, variant(random.nextLong()));
    }

    @Override
    public UUID nextRandom() {
        var high = (random.nextLong() & ~0xF000L) | 0x4000L;
        return new UUID(high, variant(random.nextLong()));
    }

    private static long variant(long low) {
        return (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    }
}
