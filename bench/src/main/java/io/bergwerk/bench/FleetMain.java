package io.bergwerk.bench;

import io.bergwerk.common.RandomIds;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.server.config.ConfigReader;
import io.bergwerk.server.start.DataDirectory;
import io.bergwerk.server.start.EngineMaker;
import io.bergwerk.server.start.Installation.Surroundings;
import io.bergwerk.server.start.ServerConfig;
import io.bergwerk.server.start.StartEvents;
import io.bergwerk.testing.engine.ScriptedEngine;
import io.bergwerk.testing.engine.ScriptedWorld;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The server with the scripted engine: the same wiring, clusters that cost nothing. Its world begins empty, so that
/// each cluster is made again after a start.
///
/// Its only argument is the data directory.
final class FleetMain {
    private FleetMain() {}

    /// Runs until the process is told to end.
    public static void main(String[] arguments) throws InterruptedException {
        var data = new DataDirectory(Path.of(arguments[0]));
        data.prepare();
        System.setProperty("bergwerk.log", data.log().toString());
        System.setProperty("logback.configurationFile", "logback-file.xml");
        var config = new ConfigReader(System.getenv(), List.of())
                .read(ServerConfig.DEFAULT, ServerConfig.class, Optional.empty());
        var installation = io.bergwerk.server.start.Installation.start(config, data, around());
        Runtime.getRuntime().addShutdownHook(new Thread(installation::close, "stop"));
        new CountDownLatch(1).await();
    }

    private static Surroundings around() {
        var clock = InstantSource.system();
        var random = new SecureRandom();
        var world = new ScriptedWorld();
        world.sharesAuthority();
        return new Surroundings(
                clock,
                System::nanoTime,
                new RandomIds(clock, random),
                random,
                new StartEvents(System.out, System::nanoTime),
                Optional.of(new Scripted(world)));
    }

    private record Scripted(ScriptedWorld world) implements EngineMaker {
        @Override
        public String name() {
            return ScriptedEngine.NAME;
        }

        @Override
        public ClusterEngine make() {
            return world.engine();
        }
    }
}
