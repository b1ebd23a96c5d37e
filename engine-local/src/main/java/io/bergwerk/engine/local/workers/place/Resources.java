package io.bergwerk.engine.local.workers.place;

import com.fasterxml.jackson.databind.JsonNode;

/// An amount of what nodes have and pods request.
public record Resources(long cpuMillis, long memoryBytes, int pods) {
    public static final Resources NONE = new Resources(0, 0, 0);

    /// Reads requests or what is allocatable; `pods` is 0 where it is not named.
    public static Resources of(JsonNode list) {
        return new Resources(
                Math.round(Quantity.parse(list.path("cpu").asText("0")) * 1000),
                Math.round(Quantity.parse(list.path("memory").asText("0"))),
                (int) Quantity.parse(list.path("pods").asText("0")));
    }

    public Resources plus(Resources other) {
        return new Resources(cpuMillis + other.cpuMillis, memoryBytes + other.memoryBytes, pods + other.pods);
    }

    public Resources minus(Resources other) {
        return new Resources(cpuMillis - other.cpuMillis, memoryBytes - other.memoryBytes, pods - other.pods);
    }

    Resources max(Resources other) {
        return new Resources(
                Math.max(cpuMillis, other.cpuMillis),
                Math.max(memoryBytes, other.memoryBytes),
                Math.max(pods, other.pods));
    }

    /// The larger of the shares of processor and memory that this is of a whole.
    public double shareOf(Resources whole) {
        return Math.max(share(cpuMillis, whole.cpuMillis), share(memoryBytes, whole.memoryBytes));
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 1 : (double) part / whole;
    }
}
