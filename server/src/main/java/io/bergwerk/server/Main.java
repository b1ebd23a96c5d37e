package io.bergwerk.server;

import io.bergwerk.server.start.CommandLine;
import io.bergwerk.server.start.Commands;
import java.util.List;

/// The program: `serve` runs an installation, the other commands speak to one that runs.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            System.err.println(Commands.USAGE);
            return 2;
        }
        try {
            return Commands.run(arguments.getFirst(), arguments.subList(1, arguments.size()));
        } catch (CommandLine.UsageException e) {
            System.err.println("bergwerk: " + e.getMessage());
            return 2;
        }
    }
}
