package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.ports.Ports;
import io.bergwerk.engine.local.process.ComponentState;
import io.bergwerk.engine.local.process.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Brings the four processes up in order, or finds them up. Every step looks before it acts.
final class StartSequence {
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

    /// On a fully loaded host a start takes up to twelve seconds.
    private static final Duration API_SERVER_LIMIT = Duration.ofMinutes(3);

    private static final Duration CONTROLLERS_LIMIT = Duration.ofMinutes(2);
    private static final List<String> FIRST_OBJECTS = List.of(
            "/api/v1/namespaces/default/serviceaccounts/default",
            "/api/v1/namespaces/default/configmaps/kube-root-ca.crt");

    private final Components components;
    private final ComponentSpecs specs;
    private final ClusterPki pki;
    private final Ports ports;
    private final ApiClient client;
    private final BindingGate gate;
    private final Consumer<Phase> progress;

    /// @param gate run before the API server starts, if anything is to be done there
    StartSequence(
            Components components,
            ComponentSpecs specs,
            ClusterPki pki,
            Ports ports,
            ApiClient client,
            BindingGate gate,
            Consumer<Phase> progress) {
        this.components = components;
        this.specs = specs;
        this.pki = pki;
        this.ports = ports;
        this.client = client;
        this.gate = gate;
        this.progress = progress;
    }

    /// Blocks until the default namespace can take pods.
    void run() throws StartFailure, IOException {
        progress.accept(Phase.STARTING_DATASTORE);
        components.run(Component.ETCD, specs);
        if (gate.isClosed()) {
            awaitDatastore();
            gate.open();
        }
        bringApiServer();
        awaitDatastore();
        progress.accept(Phase.STARTING_API_SERVER);
        await(API_SERVER_LIMIT, "API server", () -> answers(Health.url(Component.API_SERVER, ports)));
        progress.accept(Phase.STARTING_CONTROLLERS);
        components.run(Component.CONTROLLER_MANAGER, specs);
        components.run(Component.SCHEDULER, specs);
        await(REQUEST_LIMIT, "API server", () -> EngineAccess.bind(client, pki));
        progress.accept(Phase.SETTLING);
        for (var object : FIRST_OBJECTS) {
            await(CONTROLLERS_LIMIT, "controller manager", () -> answers(object));
        }
    }

    private void awaitDatastore() throws StartFailure {
        await(API_SERVER_LIMIT, "datastore", () -> answers(Health.url(Component.ETCD, ports)));
    }

    private void bringApiServer() throws StartFailure, IOException {
        if (!components.replaceApiServer(specs, new ApiServerHandover(pki, ports))) {
            throw new StartFailure(
                    "ApiServerNotReady",
                    "The new API server did not become ready beside the one that runs.",
                    problems(),
                    null);
        }
    }

    /// Blocks until the controllers say that they are well, which a start itself does not wait for.
    void proveControllers() throws StartFailure {
        for (var component : List.of(Component.CONTROLLER_MANAGER, Component.SCHEDULER)) {
            await(CONTROLLERS_LIMIT, component.words(), () -> answers(Health.url(component, ports)));
        }
    }

    private boolean answers(String path) throws IOException {
        return client.get(path, REQUEST_LIMIT).isOk();
    }

    /// A question that may fail while the one asked is not up.
    private interface Question {
        boolean isTrue() throws IOException;
    }

    private void await(Duration limit, String who, Question question) throws StartFailure {
        var isThere = Poll.until(limit, LOOK_EVERY, () -> isTrue(question) || crashesTooOften());
        if (crashesTooOften()) {
            throw new StartFailure(
                    "ControlPlaneCrashes", "The control plane's " + who + " ends again and again.", problems(), null);
        }
        if (!isThere) {
            throw new StartFailure(
                    "ControlPlaneTimeout",
                    "The control plane's %s did not come up within %d seconds.".formatted(who, limit.toSeconds()),
                    problems(),
                    null);
        }
    }

    private static boolean isTrue(Question question) {
        try {
            return question.isTrue();
        } catch (IOException _) {
            return false;
        }
    }

    private boolean crashesTooOften() {
        return components.states().stream().anyMatch(ComponentState::crashesTooOften);
    }

    private String problems() {
        return String.join(
                " ",
                components.states().stream()
                        .map(ComponentState::problem)
                        .filter(problem -> !problem.isEmpty())
                        .toList());
    }
}
