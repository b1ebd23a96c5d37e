package io.bergwerk.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The kernel's table of TCP connections.
final class Connections {
    private static final List<String> TABLES = List.of("/proc/net/tcp", "/proc/net/tcp6");
    private static final String CLOSE_WAIT = "08";

    private Connections() {}

    /// How many connections a server still holds at this local port although their clients hung up.
    static long abandoned(int port) {
        var suffix = ":%04X".formatted(port).toUpperCase(Locale.ROOT);
        return TABLES.stream()
                .flatMap(table -> Workspace.read(Path.of(table)).lines().skip(1))
                .map(line -> Stream.of(line.strip().split(" +", -1)).limit(4).toList())
                .filter(fields ->
                        fields.get(1).endsWith(suffix) && fields.get(3).equals(CLOSE_WAIT))
                .count();
    }
}
