package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.workers.place.Quantity;
import io.bergwerk.engine.local.workers.pods.Container;
import io.bergwerk.engine.local.workers.pods.Pod;
import java.time.Instant;

/// What a simulated container seems to use: the same for the same pod and time, a part of its requests, in
/// slow waves.
///
/// @param cpuNanoCores billionths of a core
record Usage(long cpuNanoCores, long memoryBytes) {
    static final Usage NONE = new Usage(0, 0);

    private static final double WAVE_SECONDS = 300;
    private static final double CPU_DEFAULT = 0.005;
    private static final double MEMORY_DEFAULT = 24 << 20;

    static Usage of(Pod pod, Container container, Instant now) {
        if (!pod.statusOf(container).isRunning()) {
            return NONE;
        }
        var seed = Integer.toUnsignedLong((pod.uid() + container.name()).hashCode());
        var share = 0.3 + 0.4 * (seed % 1000) / 1000.0;
        var wave = 1 + 0.15 * Math.sin(2 * Math.PI * (now.getEpochSecond() + seed % 300) / WAVE_SECONDS);
        var cpu = requested(container, "cpu", CPU_DEFAULT) * share * wave;
        var memory = requested(container, "memory", MEMORY_DEFAULT) * (share + 0.2);
        return new Usage((long) (cpu * 1e9), (long) memory);
    }

    private static double requested(Container container, String resource, double otherwise) {
        var text = container.resources().path("requests").path(resource).asText("");
        return text.isEmpty() ? otherwise : Quantity.parse(text);
    }

    static Usage of(Pod pod, Instant now) {
        return pod.containers().stream()
                .map(container -> of(pod, container, now))
                .reduce(NONE, Usage::plus);
    }

    Usage plus(Usage other) {
        return new Usage(cpuNanoCores + other.cpuNanoCores, memoryBytes + other.memoryBytes);
    }
}
