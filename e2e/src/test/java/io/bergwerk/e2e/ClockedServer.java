package io.bergwerk.e2e;

import io.bergwerk.common.RandomIds;
import io.bergwerk.server.config.ConfigReader;
import io.bergwerk.server.start.DataDirectory;
import io.bergwerk.server.start.Installation.Surroundings;
import io.bergwerk.server.start.ServerConfig;
import io.bergwerk.server.start.StartEvents;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The server with a clock that goes wrong by a fixed time: the same wiring, another clock.
///
/// It reads the variable `CLOCK_OFFSET`, as in `PT-11M`, and otherwise takes the arguments of `serve`.
final class ClockedServer {
    static final String OFFSET = "CLOCK_OFFSET";

    private ClockedServer() {}

    /// Runs until the process is told to end.
    public static void main(String[] arguments) throws InterruptedException {
        var line = List.of(arguments);
        var data = new DataDirectory(Path.of(line.get(line.indexOf("--data") + 1)));
        data.prepare();
        System.setProperty("bergwerk.log", data.log().toString());
        System.setProperty("logback.configurationFile", "logback-file.xml");
        var config = new ConfigReader(System.getenv(), List.of())
                .read(ServerConfig.DEFAULT, ServerConfig.class, Optional.empty());
        var offset = Duration.parse(System.getenv(OFFSET));
        InstantSource clock = () -> InstantSource.system().instant().plus(offset);
        var random = new SecureRandom();
        var around = new Surroundings(
                clock,
                System::nanoTime,
                new RandomIds(clock, random),
                random,
                new StartEvents(System.out, System::nanoTime));
        var installation = io.bergwerk.server.start.Installation.start(config, data, around);
        Runtime.getRuntime().addShutdownHook(new Thread(installation::close, "stop"));
        installation.present(false);
        new CountDownLatch(1).await();
    }
}
