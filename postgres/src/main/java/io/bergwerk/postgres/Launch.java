package io.bergwerk.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a server up in a directory: finds one that runs there, or starts one.
final class Launch {
    private static final Logger log = LoggerFactory.getLogger(Launch.class);
    private static final int MAX_PORTS = 200;
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private final PostgresConfig config;
    private final DataDirectory directory;
    private final RunAs runAs;

    Launch(PostgresConfig config, DataDirectory directory, RunAs runAs) {
        this.config = config;
        this.directory = directory;
        this.runAs = runAs;
    }

    /// The server that an earlier process left running in this directory, if it is as we would have started it.
    /// One that is not is stopped.
    Optional<Postmaster> adopt() {
        var left = PidFile.read(directory.data()).filter(file -> ProcFs.runs(file.pid()));
        if (left.isEmpty()
                || !ProcFs.workingIn(directory.data()).contains(left.get().pid())) {
            return Optional.empty();
        }
        var postmaster = new Postmaster(left.get().pid(), left.get().port());
        if (ProcFs.commandLine(postmaster.pid()).equals(server(postmaster.port()))
                && Login.works(directory, postmaster)) {
            log.atInfo().addKeyValue("pid", postmaster.pid()).log("PostgreSQL still runs: adopted");
            return Optional.of(postmaster);
        }
        log.atInfo().addKeyValue("pid", postmaster.pid()).log("PostgreSQL runs with other settings: restarting it");
        postmaster.stop();
        return Optional.empty();
    }

    /// Starts one on the recorded port, or else on the first free one.
    Postmaster start() {
        clear();
        var first = directory.recordedPort().orElse(config.firstPort());
        for (var port = first; port < first + MAX_PORTS; port++) {
            var started = free(port) ? start(port) : Optional.<Postmaster>empty();
            if (started.isPresent()) {
                directory.recordPort(port);
                return started.get();
            }
        }
        throw new PostgresException("no free port for PostgreSQL among " + first + " to " + (first + MAX_PORTS - 1));
    }

    /// Starts one; empty if the port is taken.
    Optional<Postmaster> start(int port) {
        var mark = directory.log().size();
        var process = process(port);
        var end = System.nanoTime() + config.startTimeout().toNanos();
        while (System.nanoTime() - end < 0) {
            var file = PidFile.read(directory.data()).filter(found -> found.pid() == process.pid());
            if (file.isPresent() && file.get().ready()) {
                return Optional.of(new Postmaster(process.pid(), port));
            }
            if (!process.isAlive()) {
                return failed(mark);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        new Postmaster(process.pid(), port).stop();
        throw new PostgresException("PostgreSQL was not ready within " + config.startTimeout() + ": see "
                + directory.log().path());
    }

    private Optional<Postmaster> failed(long mark) {
        var said = directory.log().since(mark);
        var failure = StartFailure.of(said);
        if (failure == StartFailure.PORT_TAKEN) {
            return Optional.empty();
        }
        throw failure.exception(directory.root(), said);
    }

    private Process process(int port) {
        var command = new ArrayList<>(List.of("setsid")); // a terminal's Ctrl-C is for the server of ours, not for this
        command.addAll(runAs.command(server(port)));
        var log = directory.log().path().toFile();
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .directory(Path.of("/").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new PostgresException("can't start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    private List<String> server(int port) {
        var command =
                new ArrayList<>(List.of(config.binaries().program("postgres").toString()));
        command.addAll(List.of("-D", directory.data().toString(), "-p", Integer.toString(port)));
        PostgresSettings.of(config, config.binaries().major())
                .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    /// Ends what an earlier server left running, and what it left written where that would stop a start.
    void clear() {
        Postmaster.clear(directory);
        forgetStranger();
    }

    /// A pid file stops a start while there is a process of that number: another program after a reboot, or a dead
    /// postmaster that nobody has reaped.
    private void forgetStranger() {
        var named = PidFile.read(directory.data()).filter(file -> ProcFs.exists(file.pid()));
        try {
            if (named.isPresent() && ProcFs.workingIn(directory.data()).isEmpty()) {
                Files.deleteIfExists(directory.data().resolve("postmaster.pid"));
            }
        } catch (IOException e) {
            throw new PostgresException("can't remove a stale postmaster.pid in " + directory.data(), e);
        }
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
