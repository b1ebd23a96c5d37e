package io.bergwerk.common;

import java.util.UUID;

/// A cluster's id, unique for ever.
public record ClusterId(UUID value) implements Comparable<ClusterId> {
    /// @throws ApiException `INVALID_ARGUMENT` if the text is not a UUID
    public static ClusterId parse(String field, String text) {
        return new ClusterId(Uuids.parse(field, text));
    }

    @Override
    public int compareTo(ClusterId other) {
        return value.toString().compareTo(other.value.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
