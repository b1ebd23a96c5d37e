package io.bergwerk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The same request over and over, many in flight, from a process of its own.
///
/// @param token empty for none; it is given to that process on its standard input, not on its command line
record Load(int port, String path, String contentType, String token, ByteString body) {
    static final int IN_FLIGHT = 32;
    private static final int WARM_UP_SECONDS = 30;
    private static final int SECONDS = 10;
    private static final int SLACK_SECONDS = 60;

    /// What a server did while it was under load.
    record Result(double perSecond, double cpuMicros, double p50Millis, double p99Millis) {}

    /// Loads until the server is warm, then measures it.
    ///
    /// @param server process that answers
    Result run(Workbench bench, long server) throws IOException, InterruptedException {
        return run(bench, server, WARM_UP_SECONDS, SECONDS);
    }

    /// As the other, for as long as is said.
    Result run(Workbench bench, long server, int warmUpSeconds, int seconds) throws IOException, InterruptedException {
        var command = List.of(
                bench.java().toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadMain.class.getName());
        try (var generator = Child.start("load", command, Map.of(), bench.fresh("log"))) {
            generator.tell(order(warmUpSeconds, seconds).toString());
            generator.await("begin", warmUpSeconds + SLACK_SECONDS);
            var before = Proc.cpuSeconds(server);
            var answer = Calls.JSON.readTree(generator.await("{", seconds + SLACK_SECONDS));
            return result(answer, Proc.cpuSeconds(server) - before);
        }
    }

    private JsonNode order(int warmUpSeconds, int seconds) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("port", port)
                .put("path", path)
                .put("contentType", contentType)
                .put("token", token)
                .put("body", Base64.getEncoder().encodeToString(body.toByteArray()))
                .put("inFlight", IN_FLIGHT)
                .put("warmUpSeconds", warmUpSeconds)
                .put("seconds", seconds);
    }

    private static Result result(JsonNode answer, double cpuSeconds) throws IOException {
        var requests = answer.path("requests").asLong();
        if (answer.path("failed").asLong() > 0 || requests == 0) {
            throw new IOException("load: %s".formatted(answer));
        }
        return new Result(
                requests / answer.path("seconds").asDouble(),
                cpuSeconds * 1e6 / requests,
                answer.path("p50").asDouble(),
                answer.path("p99").asDouble());
    }
}
