package io.bergwerk.engine.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the kernel tells about processes, proc(5).
public final class ProcFs {
    private static final Path PROC = Path.of("/proc");

    /// Fields after the command's closing bracket: state is field 3 of the line, start time field 22.
    private static final int STATE = 0;

    private static final int START_TICKS = 19;

    private static final String BOOT_ID = readBootId();

    private ProcFs() {}

    private static String readBootId() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new IllegalStateException("/proc is not mounted (expected: a Linux host)", e);
        }
    }

    /// Empty if no such process is alive; one that is dead but not yet reaped by its parent counts as dead.
    public static Optional<ProcessIdentity> identify(long pid) {
        try {
            var line = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", START_TICKS + 2);
            if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
                return Optional.empty();
            }
            return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_TICKS]), BOOT_ID));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Names a process that was gone before it could be identified; no living one is ever named so.
    static ProcessIdentity ended(long pid) {
        return new ProcessIdentity(pid, 0, BOOT_ID);
    }

    public static boolean isAlive(ProcessIdentity process) {
        return identify(process.pid()).filter(process::equals).isPresent();
    }

    /// The environment it was started with; empty if it is gone or belongs to another user.
    public static Map<String, String> environment(long pid) {
        var environment = new HashMap<String, String>();
        try {
            var text = Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            for (var entry : text.split("\0", -1)) {
                var equals = entry.indexOf('=');
                if (equals > 0) {
                    environment.put(entry.substring(0, equals), entry.substring(equals + 1));
                }
            }
        } catch (IOException _) {
            return Map.of();
        }
        return environment;
    }

    /// Program and arguments; empty if it is gone.
    public static List<String> commandLine(long pid) {
        try {
            var text = Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(text.split("\0"));
        } catch (IOException _) {
            return List.of();
        }
    }

    /// Every process of the host.
    static List<Long> pids() {
        var pids = new ArrayList<Long>();
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            entries.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("/proc cannot be listed", e);
        }
        return pids;
    }
}
