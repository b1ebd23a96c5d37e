package io.bergwerk.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The processes that belong to a directory: they work in it, or their command line names it.
final class Processes {
    /// @param ticks when it started, so that a number used again is not taken for it
    record Running(long pid, String ticks, String command) {
        boolean lives() {
            return Processes.ticks(pid).filter(ticks::equals).isPresent();
        }

        void kill() {
            if (lives()) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }

        /// Whether its program, without the path, has this name.
        boolean isProgram(String name) {
            return program(command).equals(name);
        }

        @Override
        public String toString() {
            return pid + " " + (command.length() > 160 ? command.substring(0, 160) + "..." : command);
        }
    }

    private Processes() {}

    static List<Running> of(Path directory) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid -> belongs(pid, directory))
                .flatMap(pid -> ticks(pid).map(ticks -> new Running(pid, ticks, command(pid))).stream())
                .toList();
    }

    /// The one process of a directory whose program has this name.
    static Optional<Running> named(Path directory, String program) {
        return of(directory).stream()
                .filter(process -> process.isProgram(program))
                .findFirst();
    }

    private static String program(String command) {
        var first = command.split(" ", 2)[0];
        return first.substring(first.lastIndexOf('/') + 1);
    }

    private static boolean belongs(long pid, Path directory) {
        try {
            if (Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(directory)) {
                return true;
            }
        } catch (IOException e) {
            // gone, or of another user: its command line may still tell
        }
        return command(pid).contains(directory.toString());
    }

    private static String command(long pid) {
        return read(pid, "cmdline").orElse("").replace('\0', ' ').strip();
    }

    /// Field 22 of its stat; empty for one that is dead, even if nobody has reaped it yet.
    static Optional<String> ticks(long pid) {
        return read(pid, "stat")
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" "))
                .filter(fields -> !fields[0].equals("Z") && !fields[0].equals("X"))
                .map(fields -> fields[19]);
    }

    private static Optional<String> read(long pid, String name) {
        try {
            return Optional.of(new String(Files.readAllBytes(Path.of("/proc/" + pid, name)), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
