package io.bergwerk.server.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bergwerk.engine.KubernetesVersion;
import java.time.Instant;

/// A Kubernetes version on offer until it expires.
public record VersionOffer(KubernetesVersion version, Instant expiration) {
    @JsonCreator
    static VersionOffer read(@JsonProperty("version") String version, @JsonProperty("expiration") Instant expiration) {
        return new VersionOffer(KubernetesVersion.parse(version), expiration);
    }

    public boolean expiredAt(Instant now) {
        return !now.isBefore(expiration);
    }
}
