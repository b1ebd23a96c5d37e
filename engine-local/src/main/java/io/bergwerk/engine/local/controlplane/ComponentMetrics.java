package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.metrics.MergedMetrics;
import io.bergwerk.engine.local.ports.Ports;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what the components of a cluster measure.
final class ComponentMetrics {
    private static final Logger log = LoggerFactory.getLogger(ComponentMetrics.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private ComponentMetrics() {}

    static String read(ApiClient client, Ports ports) {
        var merged = new MergedMetrics();
        for (var component : Component.values()) {
            try {
                var answer = client.get(url(component, ports), LIMIT);
                if (answer.isOk()) {
                    merged.add(component.program(), answer.body());
                }
            } catch (IOException e) {
                log.atDebug().setCause(e).log("{} gives no metrics now", component.program());
            }
        }
        return merged.text();
    }

    private static String url(Component component, Ports ports) {
        return switch (component) {
            case ETCD -> "http://127.0.0.1:%d/metrics".formatted(ports.etcdMetrics());
            case API_SERVER -> "https://127.0.0.1:%d/metrics".formatted(ports.apiServer());
            case CONTROLLER_MANAGER -> "https://127.0.0.1:%d/metrics".formatted(ports.controllerManager());
            case SCHEDULER -> "https://127.0.0.1:%d/metrics".formatted(ports.scheduler());
        };
    }
}
