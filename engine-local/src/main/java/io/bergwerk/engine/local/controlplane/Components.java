package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.process.ComponentState;
import io.bergwerk.engine.local.process.Handover;
import io.bergwerk.engine.local.process.Supervisor;
import io.bergwerk.engine.local.process.SupervisorContext;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// The supervisors of one cluster.
final class Components {
    /// On a fully loaded host a start takes up to twelve seconds.
    private static final Duration SUCCESSOR_LIMIT = Duration.ofMinutes(2);

    /// What a client asked for before the change is answered by then; watches would go on for ever.
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

    private final Map<Component, Supervisor> supervisors = new EnumMap<>(Component.class);

    /// @param changed called when a component died or was started again by itself
    Components(ClusterDirectory directory, SupervisorContext context, Consumer<Component> changed) {
        for (var component : Component.values()) {
            var spec = ComponentSpecs.unknown(directory, component);
            supervisors.put(component, new Supervisor(spec, context, () -> changed.accept(component)));
        }
    }

    void run(Component component, ComponentSpecs specs) throws IOException {
        of(component).run(specs.of(component), component.restartGrace());
    }

    /// Makes the API server run as it should; one that runs otherwise serves on until another is ready beside
    /// it.
    ///
    /// @return false if the other one did not become ready; the one that ran before runs on
    boolean replaceApiServer(ComponentSpecs specs, Handover handover) throws IOException {
        return of(Component.API_SERVER).replace(specs.of(Component.API_SERVER), handover, SUCCESSOR_LIMIT, DRAIN_LIMIT);
    }

    boolean runs(Component component, ComponentSpecs specs) {
        return of(component).runs(specs.of(component));
    }

    /// Whether all four live, here or from an earlier server.
    boolean areThere() {
        return supervisors.values().stream().allMatch(Supervisor::isThere);
    }

    /// Controllers first, then the API server, then the datastore; one that is gone already costs nothing.
    ///
    /// @return whether all are gone
    boolean stop() {
        return stop(Component::stopGrace);
    }

    /// As [#stop], for those whose data is about to be replaced: what they would do before they end is of no use to
    /// anybody, and takes seconds in which the cluster has no API.
    ///
    /// @return whether all are gone
    boolean kill() {
        return stop(_ -> Duration.ZERO);
    }

    private boolean stop(Function<Component, Duration> grace) {
        var order = List.of(Component.SCHEDULER, Component.CONTROLLER_MANAGER, Component.API_SERVER, Component.ETCD);
        return order.stream()
                        .filter(component -> !of(component).stop(grace.apply(component)))
                        .count()
                == 0;
    }

    void letGo() {
        supervisors.values().forEach(Supervisor::letGo);
    }

    void rotateLogs() {
        supervisors.values().forEach(Supervisor::rotateLog);
    }

    Supervisor of(Component component) {
        var supervisor = supervisors.get(component);
        if (supervisor == null) {
            throw new IllegalStateException("no supervisor for " + component);
        }
        return supervisor;
    }

    List<ComponentState> states() {
        return supervisors.values().stream().map(Supervisor::state).toList();
    }
}
