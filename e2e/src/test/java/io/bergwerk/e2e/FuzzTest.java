package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.api.PublicContract;
import io.bergwerk.api.ValidMessages;
import io.bergwerk.e2e.fuzz.FuzzRun;
import io.bergwerk.e2e.fuzz.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A hundred thousand requests that are wrong in some way: none is answered with a fault of the server's, none is
/// left hanging, and the server is afterwards as it was before.
class FuzzTest {
    private static final int ATTEMPTS = 100_000;
    private static final int WARM_UP = 4_000;
    private static final long MAX_GROWTH_BYTES = 24L << 20;

    /// A server in whose regions nothing can be made: a request that turns out right must not start a cluster.
    private static Installation server() {
        return Installation.named("fuzzed").plain().with("CATALOG_FILE", closedCatalog());
    }

    @Test
    void noRequestMakesTheServerFailHangOrGrow() throws Exception {
        var seed = Long.getLong("bergwerk.fuzz.seed", new Random().nextLong());
        System.out.printf("fuzz: seed %d (again: -Dbergwerk.fuzz.seed=%d)%n", seed, seed);
        try (var installation = server().start()) {
            var seeds = seeds(installation);
            new FuzzRun(installation.port(), seeds, ~seed).send(WARM_UP);
            var before = liveBytes(installation);
            var begun = System.nanoTime();

            var tally = new FuzzRun(installation.port(), seeds, seed).send(ATTEMPTS);

            var took = Duration.ofNanos(System.nanoTime() - begun);
            awaitNoConnection(installation);
            var after = liveBytes(installation);
            System.out.println(tally);
            System.out.printf(
                    "fuzz: %d requests in %d s, live heap %d KiB before and %d KiB after%n",
                    tally.total(), took.toSeconds(), before >> 10, after >> 10);
            System.out.printf(
                    "fuzz: slowest answer to a unary call %d ms%n",
                    tally.slowest().toMillis());
            assertThat(tally.failures()).isEmpty();
            assertThat(tally.slowest())
                    .as("the slowest answer to a unary call")
                    .isPositive()
                    .isLessThanOrEqualTo(Api.ANSWER);
            assertThat(tally.total()).isGreaterThanOrEqualTo(ATTEMPTS);
            assertThat(after - before).as("growth of the live heap").isLessThan(MAX_GROWTH_BYTES);
            assertThat(installation
                            .anonymous()
                            .call("api.v1.VersionService/Get", "{}")
                            .status())
                    .isEqualTo(200);
            installation.stop();
        }
    }

    private static Seeds seeds(Installation installation) {
        var admin = new Account(installation.admin());
        var user = new Account(new SignIn(installation).as("fuzz"));
        var valid = new ValidMessages(admin.project(), admin.login());
        return new Seeds(
                PublicContract.methods(),
                valid::of,
                List.of(
                        admin.api().token(),
                        user.api().token(),
                        user.projectToken("VIEWER").token()));
    }

    private static Path closedCatalog() {
        try (var source = Installation.class.getResourceAsStream("/catalog.yaml")) {
            var file = Workspace.get().newFile("closed-catalog.yaml");
            var text = new String(
                    java.util.Objects.requireNonNull(source).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Files.writeString(file, text.replace("active: true", "active: false"));
            return file;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// What is reachable after a full collection, which the histogram asks for.
    private static long liveBytes(Installation installation) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var histogram = Command.run(
                        Duration.ofSeconds(60),
                        jcmd,
                        Long.toString(installation.process().pid()),
                        "GC.class_histogram")
                .succeeded();
        var total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.strip().split(" +", -1)[2]);
    }

    /// Streams of clients that went away must end: their connections do.
    private static void awaitNoConnection(Installation installation) {
        Await.holds(
                "no connection that somebody left",
                Duration.ofSeconds(30),
                () -> Connections.abandoned(installation.port()) == 0,
                () -> Connections.abandoned(installation.port()));
    }
}
