package io.bergwerk.server.start;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Options `--name value`, switches `--name`, and what is left over.
public final class CommandLine {
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> rest = new ArrayList<>();

    /// @param switches options that take no value
    /// @throws UsageException naming the option that is not known or lacks its value
    public static CommandLine parse(List<String> arguments, Set<String> known, Set<String> switches) {
        var line = new CommandLine();
        var left = arguments.iterator();
        while (left.hasNext()) {
            var argument = left.next();
            if (!argument.startsWith("--")) {
                line.rest.add(argument);
                continue;
            }
            var name = argument.substring(2);
            if (switches.contains(name)) {
                line.put(name, "true");
            } else if (!known.contains(name)) {
                throw new UsageException("--%s: unknown option (known: %s)".formatted(name, known));
            } else if (!left.hasNext()) {
                throw new UsageException("--%s: no value (expected: one)".formatted(name));
            } else {
                line.put(name, left.next());
            }
        }
        return line;
    }

    private void put(String name, String value) {
        options.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    public Optional<String> option(String name) {
        return options(name).stream().reduce((_, last) -> last);
    }

    /// Every value of an option that may stand several times.
    public List<String> options(String name) {
        return List.copyOf(options.getOrDefault(name, List.of()));
    }

    public boolean has(String name) {
        return options.containsKey(name);
    }

    public List<String> rest() {
        return List.copyOf(rest);
    }

    /// The command was called in a way it does not know.
    public static final class UsageException extends RuntimeException {
        UsageException(String message) {
            super(message);
        }
    }
}
