package io.bergwerk.server.work;

import io.bergwerk.common.ClusterId;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A kind of object that has to be looked at, and how its key is written.
///
/// @param name lower-case words parted by `/` or `-`, for example `cluster/local`
/// @param write key to text, at most 200 characters
/// @param read text to key
public record WorkKind<K>(String name, Function<K, String> write, Function<String, K> read) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9/-]{0,62}");

    public WorkKind {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("kind: " + name + " (expected: up to 63 of a-z, 0-9, / and -)");
        }
    }

    public static WorkKind<ClusterId> ofClusters(String name) {
        return new WorkKind<>(name, ClusterId::toString, text -> new ClusterId(UUID.fromString(text)));
    }

    public static WorkKind<UUID> ofIds(String name) {
        return new WorkKind<>(name, UUID::toString, UUID::fromString);
    }

    public static WorkKind<String> ofNames(String name) {
        return new WorkKind<>(name, Function.identity(), Function.identity());
    }
}
