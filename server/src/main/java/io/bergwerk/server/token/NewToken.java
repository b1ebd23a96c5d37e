package io.bergwerk.server.token;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.Grants;
import java.time.Duration;

/// An API token that is asked for.
///
/// @param lives 10 minutes to 365 days
public record NewToken(String description, Grants grants, Duration lives) {
    public static final Duration DEFAULT_LIFE = Duration.ofHours(8);
    public static final Duration MAX_LIFE = Duration.ofDays(365);
    static final Duration MIN_LIFE = Duration.ofMinutes(10);

    public NewToken {
        if (lives.compareTo(MIN_LIFE) < 0 || lives.compareTo(MAX_LIFE) > 0) {
            throw ApiException.invalid("expires", lives.toSeconds() + "s", "600s to 31536000s, which is 365 days");
        }
    }
}
