package io.bergwerk.server.start;

import io.bergwerk.common.RandomIds;
import io.bergwerk.postgres.PostgresException;
import io.bergwerk.server.config.ConfigException;
import io.bergwerk.server.config.ConfigReader;
import io.bergwerk.server.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs an installation until the process is told to end.
final class ServeCommand {
    private static final List<String> OTHERS_VARIABLES = List.of("BERGWERK_CLUSTER", "BERGWERK_COMPONENT");

    private ServeCommand() {}

    /// Blocks until the process ends by a signal.
    ///
    /// @return the exit code of a start that failed
    static int run(CommandLine line, DataDirectory data) {
        var beside = new Beside();
        var log = LoggerFactory.getLogger(ServeCommand.class);
        var events = new StartEvents(System.out, System::nanoTime);
        try {
            var config = config(line, data);
            var parts = new Parts();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(parts, log), "stop"));
            var installation = Installation.start(config, data, around(events), beside, parts);
            installation.present(!line.has("no-demo"));
            new CountDownLatch(1).await();
            return 0;
        } catch (StartException
                | ConfigException
                | StoreException
                | PostgresException
                | IllegalStateException
                | IllegalArgumentException e) {
            log.atError().setCause(e).log("the start failed");
            System.err.println("bergwerk: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static void stop(Parts parts, Logger log) {
        log.atInfo().log("stopping");
        parts.close();
        log.atInfo().log("stopped");
    }

    private static ServerConfig config(CommandLine line, DataDirectory data) {
        var named = line.option("config").map(Path::of);
        var file = named.or(() -> Optional.of(data.configFile()).filter(Files::exists));
        var config = new ConfigReader(System.getenv(), OTHERS_VARIABLES)
                .read(ServerConfig.DEFAULT, ServerConfig.class, file);
        var api = config.api();
        return config.withApi(new ApiConfig(
                api.url(),
                line.option("listen").orElse(api.listen()),
                line.option("port").map(ServeCommand::port).orElse(api.port()),
                api.origins(),
                api.trustedProxies(),
                api.drain()));
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new StartException("--port: %s (expected: a number from 1 to 65533)".formatted(text), e);
        }
    }

    private static Installation.Surroundings around(StartEvents events) {
        var clock = InstantSource.system();
        var random = new SecureRandom();
        return new Installation.Surroundings(clock, System::nanoTime, new RandomIds(clock, random), random, events);
    }
}
