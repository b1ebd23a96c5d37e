package io.bergwerk.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What Linux tells about processes; empty where it tells nothing, or nothing to us.
final class ProcFs {
    private static final Path PROC = Path.of("/proc");

    private ProcFs() {}

    /// True if the process runs; a dead one that nobody has reaped does not.
    static boolean runs(long pid) {
        return read(pid, "stat")
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 1).strip().charAt(0))
                .filter(state -> state != 'Z' && state != 'X')
                .isPresent();
    }

    /// True if there is a process of that number, dead ones that nobody has reaped included.
    static boolean exists(long pid) {
        return Files.exists(PROC.resolve(Long.toString(pid)));
    }

    static List<String> commandLine(long pid) {
        return read(pid, "cmdline").filter(line -> !line.isEmpty()).stream()
                .flatMap(line -> List.of(line.split("\0")).stream())
                .toList();
    }

    /// The running processes whose working directory this is: PostgreSQL's all sit in their data directory.
    static List<Long> workingIn(Path directory) {
        try {
            var real = directory.toRealPath();
            return ProcessHandle.allProcesses()
                    .map(ProcessHandle::pid)
                    .filter(pid -> workingDirectory(pid).filter(real::equals).isPresent())
                    .filter(ProcFs::runs)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<Path> workingDirectory(long pid) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> read(long pid, String name) {
        try {
            var bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(name));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
