package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.workers.pods.ContainerLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Stands in for the programs of a container: a handful of commands that answer from what the cluster knows.
final class ToyShell {
    static final int KILLED = 137;

    private static final int NOT_FOUND = 127;
    private static final long SLEEP_MILLIS_MAX = 3_600_000;
    private static final long ATTACH_PAUSE_MILLIS = 1000;
    private static final String PROMPT = "/ # ";
    private static final String KNOWN =
            "cat date echo env exit false help hostname id ls printenv pwd sh sleep true uname whoami";
    private static final String BANNER =
            "This node is simulated: no container runs here. A toy shell answers; it knows %s.\n".formatted(KNOWN);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private final ShellWorld world;
    private final InstantSource clock;

    private ToyShell(ShellWorld world, InstantSource clock) {
        this.world = world;
        this.clock = clock;
    }

    /// Reads the pod, so it blocks.
    static ToyShell of(KubeletBackend backend, Target target) {
        return new ToyShell(new ShellWorld(backend, target), backend.timers()::now);
    }

    /// The container's own process: its shell if it has one, otherwise its log.
    int attach(Terminal terminal) throws InterruptedException {
        var target = world.target();
        var command = target.container().command();
        if (command.isEmpty() || isShell(command.getFirst())) {
            return interactive(terminal);
        }
        var shown = Instant.EPOCH;
        while (!terminal.isClosed()) {
            var lines = ContainerLog.lines(target.pod(), target.container(), target.status(), false, clock.instant());
            for (var line : lines.orElse(List.of())) {
                if (line.time().isAfter(shown)) {
                    terminal.out(line.text() + "\n");
                }
            }
            shown = lines.filter(list -> !list.isEmpty())
                    .map(list -> list.getLast().time())
                    .orElse(shown);
            terminal.pause(ATTACH_PAUSE_MILLIS);
        }
        return 0;
    }

    /// @return the exit code
    int exec(List<String> command, Terminal terminal) throws InterruptedException {
        if (command.isEmpty()) {
            terminal.err("no command was given\n");
            return NOT_FOUND;
        }
        if (isShell(command.getFirst())) {
            var script = command.size() >= 3 && command.get(1).endsWith("c");
            return script ? script(command.get(2), terminal) : interactive(terminal);
        }
        return run(command, terminal);
    }

    private static boolean isShell(String program) {
        return program.matches("(.*/)?(ba|a|da)?sh");
    }

    private int interactive(Terminal terminal) throws InterruptedException {
        if (terminal.isTty()) {
            terminal.out(BANNER + PROMPT);
        }
        var last = 0;
        for (var line = terminal.readLine(); line.isPresent(); line = terminal.readLine()) {
            var words = words(line.get());
            if (!words.isEmpty() && words.getFirst().equals("exit")) {
                return exitCode(words, last);
            }
            last = script(line.get(), terminal);
            if (terminal.isTty()) {
                terminal.out(PROMPT);
            }
        }
        return last;
    }

    private int script(String text, Terminal terminal) throws InterruptedException {
        var last = 0;
        for (var part : text.split("&&|;|\n", -1)) {
            var words = words(part);
            if (words.isEmpty()) {
                continue;
            }
            if (words.getFirst().equals("exit")) {
                return exitCode(words, last);
            }
            last = run(words, terminal);
        }
        return last;
    }

    private static int exitCode(List<String> words, int last) {
        return words.size() > 1 && words.get(1).matches("\\d{1,3}") ? Integer.parseInt(words.get(1)) & 0xFF : last;
    }

    static List<String> words(String line) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            for (var group = 1; group <= 3; group++) {
                if (matcher.group(group) != null) {
                    words.add(matcher.group(group));
                }
            }
        }
        return words;
    }

    private int run(List<String> words, Terminal terminal) throws InterruptedException {
        var program = words.getFirst().replaceFirst("^.*/", "");
        var arguments = words.subList(1, words.size());
        switch (program) {
            case "echo" -> terminal.out(expand(String.join(" ", arguments)) + "\n");
            case "hostname" -> terminal.out(world.hostname() + "\n");
            case "id" -> terminal.out("uid=0(root) gid=0(root) groups=0(root)\n");
            case "whoami" -> terminal.out("root\n");
            case "pwd" -> terminal.out("/\n");
            case "date" -> terminal.out(clock.instant() + "\n");
            case "uname" ->
                terminal.out(
                        arguments.isEmpty()
                                ? "Linux\n"
                                : "Linux %s 6.12.0-simulated x86_64\n".formatted(world.hostname()));
            case "env", "printenv" ->
                world.environment().forEach((name, value) -> terminal.out(name + "=" + value + "\n"));
            case "help" -> terminal.out(BANNER);
            case "true", ":" -> {}
            case "false" -> {
                return 1;
            }
            case "sleep" -> terminal.pause(sleepMillis(arguments));
            case "ls" -> {
                return list(arguments, terminal);
            }
            case "cat" -> {
                return cat(arguments, terminal);
            }
            default -> {
                terminal.err("sh: %s: not found. %s".formatted(words.getFirst(), BANNER));
                return NOT_FOUND;
            }
        }
        return 0;
    }

    private String expand(String text) {
        var result = text;
        for (var variable : world.environment().entrySet()) {
            result = result.replace("$" + variable.getKey(), variable.getValue());
        }
        return result;
    }

    private static long sleepMillis(List<String> arguments) {
        var seconds = !arguments.isEmpty() && arguments.getFirst().matches("\\d{1,6}(\\.\\d{1,3})?")
                ? Double.parseDouble(arguments.getFirst())
                : 0;
        return Math.min(SLEEP_MILLIS_MAX, (long) (seconds * 1000));
    }

    private int list(List<String> arguments, Terminal terminal) {
        var directory = arguments.stream()
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .orElse("/");
        var names = world.list(directory);
        if (names.isEmpty()) {
            terminal.err("ls: %s: No such file or directory\n".formatted(directory));
            return 1;
        }
        names.forEach(name -> terminal.out(name + "\n"));
        return 0;
    }

    private int cat(List<String> arguments, Terminal terminal) throws InterruptedException {
        if (arguments.isEmpty()) {
            for (var text = terminal.readAvailable(); text.isPresent(); text = terminal.readAvailable()) {
                terminal.out(text.get());
            }
            return 0;
        }
        var result = 0;
        for (var path : arguments) {
            var file = world.file(path);
            if (file.isPresent()) {
                terminal.out(file.get());
            } else {
                terminal.err("cat: %s: No such file or directory\n".formatted(path));
                result = 1;
            }
        }
        return result;
    }
}
