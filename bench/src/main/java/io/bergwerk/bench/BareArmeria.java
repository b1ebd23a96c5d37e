package io.bergwerk.bench;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/// The yardstick for calls that need no database: the same HTTP server with a handler that reads a body and answers
/// one, and nothing of ours.
final class BareArmeria {
    static final String PATH = "/bare";
    private static final int START_LIMIT_SECONDS = 60;
    private static final MediaType PROTO = MediaType.parse("application/proto");

    private BareArmeria() {}

    /// @param arguments port, and how many bytes an answer has
    public static void main(String[] arguments) {
        var answer = new byte[Integer.parseInt(arguments[1])];
        var server = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])))
                .service(
                        PATH,
                        (_, request) -> HttpResponse.of(
                                request.aggregate().thenApply(_ -> HttpResponse.of(HttpStatus.OK, PROTO, answer))))
                .build();
        server.start().join();
        System.out.println("ready");
    }

    /// With the options of the server under test.
    static Child start(Workbench bench, int port, int bytes) throws IOException, InterruptedException {
        var command = List.of(
                bench.java().toString(),
                "-XX:+UseSerialGC",
                "-Xmx384m",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                BareArmeria.class.getName(),
                String.valueOf(port),
                String.valueOf(bytes));
        var child = Child.start("bare Armeria", command, Map.of(), bench.fresh("log"));
        child.await("ready", START_LIMIT_SECONDS);
        return child;
    }
}
