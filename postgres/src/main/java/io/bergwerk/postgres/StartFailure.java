package io.bergwerk.postgres;

import io.bergwerk.common.Texts;
import java.nio.file.Path;

/// Why PostgreSQL did not start, read from what it said.
enum StartFailure {
    PORT_TAKEN,
    MEMORY_IN_USE,
    DISK_FULL,
    OTHER;

    private static final int MAX_SAID = 500;

    static StartFailure of(String said) {
        if (said.contains("Address already in use") || said.contains("could not create any TCP/IP sockets")) {
            return PORT_TAKEN;
        }
        if (said.contains("pre-existing shared memory block") || said.contains("is another postmaster")) {
            return MEMORY_IN_USE;
        }
        return said.contains("No space left on device") ? DISK_FULL : OTHER;
    }

    PostgresException exception(Path directory, String said) {
        return new PostgresException(
                switch (this) {
                    case PORT_TAKEN -> "PostgreSQL's port is taken by another program";
                    case MEMORY_IN_USE -> "processes of an earlier PostgreSQL still use " + directory;
                    case DISK_FULL -> "the disk that holds " + directory + " is full: free some space; nothing is lost";
                    case OTHER -> "PostgreSQL did not start in " + directory + ": " + mostTelling(said);
                });
    }

    /// The last line of severity FATAL or PANIC, else the last of all.
    private static String mostTelling(String said) {
        var lines = said.lines().filter(line -> !line.isBlank()).toList();
        var telling = lines.reversed().stream()
                .filter(line -> line.contains("PANIC:") || line.contains("FATAL:") || line.contains("error:"))
                .findFirst()
                .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast());
        return Texts.cut(telling, MAX_SAID);
    }
}
