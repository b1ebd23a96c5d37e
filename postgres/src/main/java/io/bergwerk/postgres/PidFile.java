package io.bergwerk.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a postmaster writes about itself into `postmaster.pid`.
///
/// @param pid its process
/// @param port where it listens; 0 if it has not come that far
/// @param ready whether it takes connections
record PidFile(long pid, int port, boolean ready) {
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /// Empty if there is none, or none that can be read yet.
    static Optional<PidFile> read(Path data) {
        try {
            return parse(Files.readAllLines(data.resolve("postmaster.pid")));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<PidFile> parse(List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        var pid = Math.abs(Long.parseLong(lines.getFirst().strip())); // negative: a stand-alone backend
        var port =
                lines.size() > PORT_LINE ? Integer.parseInt(lines.get(PORT_LINE).strip()) : 0;
        var ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
        return Optional.of(new PidFile(pid, port, ready));
    }
}
