package io.bergwerk.common;

import java.util.UUID;

/// A project's id. Its first ten hex digits become a label in DNS names, so they are unique in an installation.
public record ProjectId(UUID value) {
    /// @throws ApiException `INVALID_ARGUMENT` if the text is not a UUID
    public static ProjectId parse(String field, String text) {
        return new ProjectId(Uuids.parse(field, text));
    }

    /// The ten hex digits that stand for the project in DNS names.
    public String dnsLabel() {
        return value.toString().replace("-", "").substring(0, 10);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
