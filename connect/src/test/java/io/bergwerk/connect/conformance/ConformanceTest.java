package io.bergwerk.connect.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConformanceTest {
    private static final Pattern TOTALS = Pattern.compile("(\\d+) passed, (\\d+) failed");

    @TempDir
    private static Path directory;

    private static Path runner;
    private static ReferenceServers servers;

    @BeforeAll
    static void prepare() throws Exception {
        runner = Tools.runner();
        servers = new ReferenceServers(Suite.load(Tools.protos(), Tools.protoc(), directory));
    }

    @AfterAll
    static void stop() throws IOException {
        if (servers != null) {
            servers.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "GRPC", "GRPC_WEB"})
    void theSuiteFindsNothingThatIsNotKnown(String protocol) throws Exception {
        var result = Commands.tryRun(command(protocol), Map.of());

        var totals = TOTALS.matcher(result.output());
        assertThat(totals.find())
                .as("totals in the runner's output:%n%s", result.output())
                .isTrue();
        System.out.printf("conformance: %s %s passed, %s failed%n", protocol, totals.group(1), totals.group(2));
        assertThat(result.exit()).as("%s", result.output()).isZero();
    }

    private static List<String> command(String protocol) throws IOException {
        var command = new ArrayList<>(List.of(runner.toString(), "--mode", "server", "--conf"));
        command.add(config(protocol).toString());
        command.addAll(List.of("--parallel", "8", "--max-servers", "2"));
        command.addAll(List.of("--known-failing", "@" + resource("known-failing.txt")));
        if (protocol.equals("CONNECT")) { // a pattern without a case is an error to the runner
            command.addAll(List.of("--known-flaky", "@" + resource("known-flaky.txt")));
        }
        command.add("--");
        command.addAll(servers.command());
        return command;
    }

    /// The features are the same for all; one protocol at a time makes the totals tell more.
    private static Path config(String protocol) throws IOException {
        var features = Files.readString(resource("features.yaml"));
        var config = directory.resolve(protocol + ".yaml");
        return Files.writeString(config, features + "  protocols: [PROTOCOL_" + protocol + "]\n");
    }

    private static Path resource(String name) {
        return Path.of("src", "test", "resources", "conformance", name).toAbsolutePath();
    }
}
