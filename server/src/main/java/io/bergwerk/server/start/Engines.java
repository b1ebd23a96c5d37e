package io.bergwerk.server.start;

import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.server.cluster.Clusters;
import io.bergwerk.server.work.EngineLease;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine of this host, which runs while this server holds its lease.
final class Engines implements EngineLease.Holder, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engines.class);

    private final EngineMaker maker;
    private final Clusters clusters;
    private volatile Optional<ClusterEngine> engine = Optional.empty();
    private volatile String problem = "";
    private AutoCloseable work = () -> {};

    Engines(EngineMaker maker, Clusters clusters) {
        this.maker = maker;
        this.clusters = clusters;
    }

    @Override
    public synchronized void acquired() {
        try {
            var started = maker.make();
            engine = Optional.of(started);
            work = clusters.serve(started);
            problem = "";
        } catch (IOException | RuntimeException e) {
            problem = "the %s engine did not start: %s".formatted(maker.name(), e.getMessage());
            log.atError()
                    .setCause(e)
                    .log("the {} engine did not start; clusters wait until the server is restarted", maker.name());
        }
    }

    @Override
    public synchronized void lost() {
        try {
            work.close();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.atError().setCause(e).log("the work on clusters did not end cleanly");
        }
        work = () -> {};
        engine.ifPresent(ClusterEngine::close);
        engine = Optional.empty();
    }

    /// Whether clusters of a version can be built; empty while another server has the engine.
    Optional<VersionAvailability> availability(KubernetesVersion version) {
        return engine.map(present -> present.availability(version));
    }

    /// Why no clusters are built here though this server should; empty if all is well.
    Optional<String> problem() {
        return Optional.of(problem).filter(text -> !text.isEmpty());
    }

    @Override
    public void close() {
        lost();
    }
}
