package io.bergwerk.server.catalog;

import io.bergwerk.engine.MachineImage;
import java.time.Instant;

/// A machine image on offer until it expires; the newest one goes onto new nodes.
public record ImageOffer(String name, String version, Instant expiration) {
    public MachineImage image() {
        return new MachineImage(name, version);
    }
}
