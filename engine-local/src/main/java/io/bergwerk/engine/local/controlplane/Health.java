package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.ports.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// What the components last said of themselves. Safe for use by many threads.
final class Health {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /// Three periods of ten seconds.
    private static final int MISSES_TO_RESTART = 3;

    private final Set<Component> healthy = EnumSet.noneOf(Component.class);
    private final Map<Component, Integer> misses = new EnumMap<>(Component.class);

    /// Asks one component and remembers its answer.
    boolean check(Component component, ApiClient client, Ports ports) {
        var isHealthy = ask(url(component, ports), client);
        synchronized (this) {
            if (isHealthy) {
                healthy.add(component);
                misses.remove(component);
            } else {
                healthy.remove(component);
                misses.merge(component, 1, Integer::sum);
            }
        }
        return isHealthy;
    }

    /// Asks a component that was started again and remembers only that it is back. Its start takes longer
    /// than a few questions: counted as misses, they would have it killed in the middle of it.
    boolean isBack(Component component, ApiClient client, Ports ports) {
        var isHealthy = ask(url(component, ports), client);
        synchronized (this) {
            if (isHealthy) {
                healthy.add(component);
                misses.remove(component);
            }
        }
        return isHealthy;
    }

    private static boolean ask(String url, ApiClient client) {
        try {
            return client.get(url, LIMIT).isOk();
        } catch (IOException _) {
            return false;
        }
    }

    static String url(Component component, Ports ports) {
        return switch (component) {
            case ETCD -> "http://127.0.0.1:%d/health".formatted(ports.etcdMetrics());
            case API_SERVER -> "https://127.0.0.1:%d/readyz".formatted(ports.apiServer());
            case CONTROLLER_MANAGER -> "https://127.0.0.1:%d/healthz".formatted(ports.controllerManager());
            case SCHEDULER -> "https://127.0.0.1:%d/healthz".formatted(ports.scheduler());
        };
    }

    synchronized void died(Component component) {
        healthy.remove(component);
        misses.remove(component);
    }

    synchronized void allHealthy() {
        healthy.addAll(EnumSet.allOf(Component.class));
        misses.clear();
    }

    synchronized boolean isHealthy(Component component) {
        return healthy.contains(component);
    }

    /// Whether it has not answered for so long that a new process is the better bet; starts counting afresh.
    synchronized boolean hangs(Component component) {
        if (misses.getOrDefault(component, 0) < MISSES_TO_RESTART) {
            return false;
        }
        misses.remove(component);
        return true;
    }
}
