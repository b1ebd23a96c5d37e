package io.bergwerk.engine.local.binaries;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What looking for a version's programs in one place gave.
///
/// @param set null if they are not there or not usable
/// @param flaw why what is there cannot be used, in words; empty if nothing is there at all
record Lookup(@Nullable BinarySet set, String flaw) {
    static final Lookup NOTHING = new Lookup(null, "");

    static Lookup found(BinarySet set) {
        return new Lookup(set, "");
    }

    static Lookup flawed(String flaw) {
        return new Lookup(null, flaw);
    }

    Optional<BinarySet> usable() {
        return Optional.ofNullable(set);
    }
}
