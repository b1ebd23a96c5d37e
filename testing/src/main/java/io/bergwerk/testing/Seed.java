package io.bergwerk.testing;

import io.bergwerk.common.IdSource;
import io.bergwerk.common.RandomIds;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Chance that can be repeated: a failing test prints its seed, and `-Dtest.seed=N` runs it with that one.
///
/// Register it as a field: `@RegisterExtension final Seed seed = Seed.fresh();`
public final class Seed implements AfterTestExecutionCallback {
    private final long value;
    private final Random random;

    private Seed(long value) {
        this.value = value;
        this.random = new Random(value);
    }

    /// The seed of `test.seed`, or else a new one.
    public static Seed fresh() {
        var given = Long.getLong("test.seed");
        return new Seed(given == null ? new Random().nextLong() : given);
    }

    public static Seed of(long value) {
        return new Seed(value);
    }

    /// Safe for use by many threads; always the same one.
    public Random random() {
        return random;
    }

    public IdSource ids(InstantSource clock) {
        return new RandomIds(clock, random);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.err.printf(
                    "%s failed with seed %d: repeat with -Dtest.seed=%d%n", context.getDisplayName(), value, value);
        }
    }
}
