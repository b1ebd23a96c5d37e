package io.bergwerk.server.start;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The program's commands by name.
public final class Commands {
    public static final String USAGE = """
            usage: serve --data DIR [--port N] [--listen ADDR] [--config FILE] [--no-demo]
                   login-link --data DIR [NAME]
                   user --data DIR add NAME
                   token --data DIR [--description TEXT] [--expires DURATION] [--project-role PROJECT=ROLE]...
                   kubeconfig --data DIR CLUSTER
                   kubeconfigs --data DIR list CLUSTER | revoke CLUSTER ID|--all
                   backups --data DIR list CLUSTER | restore CLUSTER ID | deleted | undelete ID
                   status --data DIR""";

    private Commands() {}

    /// @return the process's exit code
    /// @throws CommandLine.UsageException if the command was called in a way it does not know
    public static int run(String command, List<String> arguments) {
        return switch (command) {
            case "serve" -> serve(arguments);
            case "login-link" -> client(arguments, Set.of(), ClientCommands::loginLink);
            case "user" -> client(arguments, Set.of(), ClientCommands::user);
            case "token" -> client(arguments, Set.of("description", "expires", "project-role"), ClientCommands::token);
            case "kubeconfig" -> client(arguments, Set.of("expires"), ClientCommands::kubeconfig);
            case "kubeconfigs" -> client(arguments, Set.of(), Set.of("all"), KubeconfigCommands::run);
            case "backups" -> client(arguments, Set.of(), BackupCommands::run);
            case "status" -> client(arguments, Set.of(), ClientCommands::status);
            default -> throw new CommandLine.UsageException("%s: unknown command\n%s".formatted(command, USAGE));
        };
    }

    private static int serve(List<String> arguments) {
        var line = CommandLine.parse(arguments, Set.of("data", "port", "listen", "config"), Set.of("no-demo"));
        var data = new DataDirectory(path(line));
        try {
            data.prepare();
            // Before the first logger is made: this decides where the log goes.
            System.setProperty("bergwerk.log", data.log().toString());
            System.setProperty("logback.configurationFile", "logback-file.xml");
            return ServeCommand.run(line, data);
        } catch (StartException e) {
            System.err.println("bergwerk: " + e.getMessage());
            return 1;
        }
    }

    /// What a command does with a running installation.
    private interface Client {
        int run(CommandLine line, DataDirectory data);
    }

    private static int client(List<String> arguments, Set<String> options, Client client) {
        return client(arguments, options, Set.of(), client);
    }

    private static int client(List<String> arguments, Set<String> options, Set<String> switches, Client client) {
        var known = new HashSet<>(options);
        known.add("data");
        var line = CommandLine.parse(arguments, known, switches);
        try {
            return client.run(line, new DataDirectory(path(line)));
        } catch (StartException e) {
            System.err.println("bergwerk: " + e.getMessage());
            return 1;
        }
    }

    private static Path path(CommandLine line) {
        return Path.of(line.option("data")
                .orElseThrow(() -> new CommandLine.UsageException("--data: not given (expected: a directory)")));
    }
}
