package io.bergwerk.engine.local.workers.pods;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a container's command would do, where that can be told from its words alone.
///
/// @param duration until it ends
/// @param lines what it writes before that
public record Script(Duration duration, int exitCode, List<String> lines) {
    private static final int WORDS_MAX = 200;

    public Script {
        lines = List.copyOf(lines);
    }

    /// Empty for commands that are not understood, have no end, or depend on the image.
    static Optional<Script> of(List<String> command) {
        if (command.isEmpty() || command.size() > WORDS_MAX) {
            return Optional.empty();
        }
        var isShell = command.getFirst().matches("(/usr)?(/bin/)?(ba|a|da)?sh");
        if (isShell) {
            return command.size() >= 3 && command.get(1).matches("-[eux]*c") ? shell(command.get(2)) : Optional.empty();
        }
        return run(List.of(command));
    }

    private static Optional<Script> shell(String text) {
        if (text.matches("(?s).*[|<>`$&({].*") && !text.replace("&&", "").matches("(?s)[^|<>`$&({]*")) {
            return Optional.empty();
        }
        var commands = new ArrayList<List<String>>();
        for (var part : text.split("&&|;|\n", -1)) {
            if (!part.isBlank()) {
                commands.add(List.of(part.strip().split("\\s+", -1)));
            }
        }
        return run(commands);
    }

    private static Optional<Script> run(List<List<String>> commands) {
        var duration = Duration.ZERO;
        var lines = new ArrayList<String>();
        for (var words : commands) {
            switch (words.getFirst().replaceFirst("^(/usr)?/bin/", "")) {
                case "echo" -> lines.add(unquoted(words));
                case "true", ":", "set" -> {}
                case "false" -> {
                    return Optional.of(new Script(duration, 1, lines));
                }
                case "exit" -> {
                    return exit(words)
                            .map(code -> new Script(Duration.ZERO, code, lines))
                            .map(withDuration(duration));
                }
                case "sleep" -> {
                    var pause = words.size() == 2 ? Knobs.duration(words.get(1)) : Optional.<Duration>empty();
                    if (pause.isEmpty()) {
                        return Optional.empty();
                    }
                    duration = duration.plus(pause.get());
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return commands.isEmpty() ? Optional.empty() : Optional.of(new Script(duration, 0, lines));
    }

    private static java.util.function.UnaryOperator<Script> withDuration(Duration duration) {
        return script -> new Script(duration, script.exitCode(), script.lines());
    }

    private static Optional<Integer> exit(List<String> words) {
        if (words.size() == 1) {
            return Optional.of(0);
        }
        return words.get(1).matches("\\d{1,3}") ? Optional.of(Integer.parseInt(words.get(1)) & 0xFF) : Optional.empty();
    }

    private static String unquoted(List<String> words) {
        return String.join(" ", words.subList(1, words.size())).replaceAll("^[\"']|[\"']$", "");
    }
}
