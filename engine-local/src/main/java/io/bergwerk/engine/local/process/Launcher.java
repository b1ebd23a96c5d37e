package io.bergwerk.engine.local.process;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;

/// Starts processes in sessions of their own and finds those that an earlier server started.
public final class Launcher {
    private final InstantSource clock;

    public Launcher(InstantSource clock) {
        this.clock = clock;
    }

    /// Starts the process, which may have ended again already. Whatever this throws, no process is left.
    OwnProcess start(ProcessSpec spec, Seat seat, int restarts) throws IOException {
        prepareDirectories(spec);
        var notice = RunRecord.aboutToStart(spec, clock.instant().toString(), restarts);
        notice.write(spec, seat);
        var child = command(spec).start();
        try {
            // One that ended this fast is a crash like any other: its supervisor learns of its exit.
            var identity = ProcFs.identify(child.pid()).orElseGet(() -> ProcFs.ended(child.pid()));
            notice.started(identity).write(spec, seat);
            return OwnProcess.started(identity, child.toHandle(), spec);
        } catch (RuntimeException e) {
            child.destroyForcibly();
            throw e;
        }
    }

    private static void prepareDirectories(ProcessSpec spec) throws IOException {
        PrivateFiles.createDirectory(spec.directory().resolve("run"));
        PrivateFiles.createDirectory(spec.directory().resolve("log"));
        if (Files.notExists(spec.logFile())) {
            var mode = PosixFilePermissions.fromString("rw-------");
            Files.createFile(spec.logFile(), PosixFilePermissions.asFileAttribute(mode));
        }
    }

    private static ProcessBuilder command(ProcessSpec spec) {
        // A session of its own, so that Ctrl-C at the server's terminal stays there. setsid replaces itself: the pid is
        // the component's.
        var command = new ArrayList<String>();
        command.add("setsid");
        command.add(spec.binary().toString());
        command.addAll(spec.arguments());
        // Straight into the file: a pipe would end the component when the server ends.
        var log = ProcessBuilder.Redirect.appendTo(spec.logFile().toFile());
        var builder = new ProcessBuilder(command)
                .directory(spec.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log)
                .redirectError(log);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(spec.environment());
        builder.environment().putAll(Mark.of(spec));
        return builder;
    }

    /// The process that an earlier server started for this component, if it still lives.
    Optional<OwnProcess> find(ProcessSpec spec, Seat seat) {
        var known = RunRecord.read(spec, seat);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var running = known.filter(RunRecord::isStarted).flatMap(it -> OwnProcess.verify(it.identity(), spec));
        if (running.isPresent() || known.get().isStarted()) {
            return running;
        }
        var found = findByMark(spec, seat);
        found.ifPresent(it -> known.get().started(it.identity()).write(spec, seat));
        return found;
    }

    private static Optional<OwnProcess> findByMark(ProcessSpec spec, Seat seat) {
        var onTheOtherSeat = RunRecord.read(spec, seat.other()).map(RunRecord::pid);
        return ProcFs.pids().stream()
                .filter(pid -> !onTheOtherSeat.equals(Optional.of(pid)))
                .filter(pid -> Mark.isOn(pid, spec))
                .flatMap(pid -> ProcFs.identify(pid).stream())
                .flatMap(identity -> OwnProcess.verify(identity, spec).stream())
                .findFirst();
    }

    /// Remembers the successor as the one that runs.
    void promote(ProcessSpec spec) {
        try {
            Files.move(
                    RunRecord.file(spec, Seat.SUCCESSOR),
                    RunRecord.file(spec, Seat.PRESENT),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException("the record of " + spec.component() + " cannot be replaced", e);
        }
    }

    /// Forgets the process, once it is gone for good.
    void forget(ProcessSpec spec, Seat seat) {
        try {
            Files.deleteIfExists(RunRecord.file(spec, seat));
        } catch (IOException e) {
            throw new IllegalStateException("the record of " + spec.component() + " cannot be removed", e);
        }
    }
}
