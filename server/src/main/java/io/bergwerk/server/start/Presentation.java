package io.bergwerk.server.start;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.VersionAvailability;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the operator sees between the API's first answer and the closing card.
final class Presentation {
    private static final Logger log = LoggerFactory.getLogger(Presentation.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final StartEvents events;
    private final DataDirectory data;
    private final People people;
    private final Engines engines;
    private final Supplier<String> refusal;
    private final URI url;
    private final URI localUrl;
    private final KubernetesVersion version;

    Presentation(
            StartEvents events,
            DataDirectory data,
            People people,
            Engines engines,
            Supplier<String> refusal,
            URI url,
            URI localUrl,
            KubernetesVersion version) {
        this.events = events;
        this.data = data;
        this.people = people;
        this.engines = engines;
        this.refusal = refusal;
        this.url = url;
        this.localUrl = localUrl;
        this.version = version;
    }

    void show(boolean demo) {
        if (demo) {
            withDemo();
            card();
        } else {
            card();
            awaitKubernetes();
        }
    }

    private void card() {
        events.card("url", url.toString());
        events.card("login-link", people.loginLink(url, "admin").toString());
        events.card("data", data.root().toString());
        events.ready();
    }

    private void withDemo() {
        try (var client = new OwnClient(localUrl, token())) {
            var cluster = new DemoCluster(client, data);
            cluster.request();
            if (awaitKubernetes() && cluster.follow(events)) {
                events.card("cluster", DemoCluster.NAME);
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("the demo cluster could not be followed; the installation runs all the same");
            events.begin("demo", "demo cluster").fail(String.valueOf(e.getMessage()));
        }
    }

    private String token() {
        try {
            return Files.readString(data.adminToken()).strip();
        } catch (java.io.IOException e) {
            throw new StartException("%s: cannot be read".formatted(data.adminToken()), e);
        }
    }

    /// @return false if there is no way to the programs without help
    private boolean awaitKubernetes() {
        var step = events.begin("kubernetes", "Kubernetes " + version);
        while (!Thread.currentThread().isInterrupted()) {
            var availability = engines.availability(version);
            if (availability.isPresent()) {
                switch (availability.get()) {
                    case VersionAvailability.Available() -> {
                        step.done("%s is ready to run".formatted(version));
                        return true;
                    }
                    case VersionAvailability.Preparing(int percent, String message) -> step.progress(percent, message);
                    case VersionAvailability.Unavailable(String message) -> {
                        step.fail(message);
                        return false;
                    }
                }
            } else if (!refusal.get().isEmpty()) {
                step.done("left to another server: " + refusal.get());
                return false;
            } else if (engines.problem().isPresent()) {
                step.fail(engines.problem().get());
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return false;
    }
}
