package io.bergwerk.server.rpc;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Points in time as messages have them.
public final class ProtoTimes {
    private ProtoTimes() {}

    public static Timestamp of(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
