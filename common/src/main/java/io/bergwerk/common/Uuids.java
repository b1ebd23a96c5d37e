package io.bergwerk.common;

import java.util.UUID;
import java.util.regex.Pattern;

/// Reads UUIDs strictly: the JDK's own parser also takes shortened ones.
public final class Uuids {
    private static final Pattern SHAPE =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private Uuids() {}

    public static boolean isUuid(String text) {
        return SHAPE.matcher(text).matches();
    }

    /// @throws ApiException `INVALID_ARGUMENT` naming the field if the text is not a UUID
    public static UUID parse(String field, String text) {
        if (!isUuid(text)) {
            throw ApiException.invalid(field, text, "a UUID");
        }
        return UUID.fromString(text);
    }
}
