package io.bergwerk.engine.local.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.engine.local.files.PrivateFiles;
import java.nio.file.Path;
import java.util.Optional;

/// What `run/<component>.json`, or that of its successor, says of a process.
///
/// @param pid 0 between the wish to start one and its start: whoever finds that must look for the process's
///     mark
/// @param since when it was started, RFC 3339
record RunRecord(
        long pid, long startTicks, String bootId, String version, String argsHash, String since, int restarts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RunRecord aboutToStart(ProcessSpec spec, String since, int restarts) {
        return new RunRecord(0, 0, "", spec.version(), spec.hash(), since, restarts);
    }

    RunRecord started(ProcessIdentity process) {
        return new RunRecord(process.pid(), process.startTicks(), process.bootId(), version, argsHash, since, restarts);
    }

    boolean isStarted() {
        return pid > 0;
    }

    ProcessIdentity identity() {
        return new ProcessIdentity(pid, startTicks, bootId);
    }

    /// Empty if there is no record; one that cannot be read counts as a start that was not finished.
    static Optional<RunRecord> read(ProcessSpec spec, Seat seat) {
        return PrivateFiles.read(file(spec, seat)).map(RunRecord::parse);
    }

    private static RunRecord parse(String text) {
        try {
            return JSON.readValue(text, RunRecord.class);
        } catch (JsonProcessingException _) {
            return new RunRecord(0, 0, "", "", "", "", 0);
        }
    }

    void write(ProcessSpec spec, Seat seat) {
        try {
            PrivateFiles.replace(file(spec, seat), JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run record that is not JSON", e);
        }
    }

    static Path file(ProcessSpec spec, Seat seat) {
        return spec.directory().resolve("run").resolve(spec.component() + seat.suffix() + ".json");
    }
}
