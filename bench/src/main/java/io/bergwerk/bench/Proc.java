package io.bergwerk.bench;

import io.bergwerk.engine.local.process.ProcFs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// What the kernel tells about processes, proc(5).
final class Proc {
    /// USER_HZ is 100 on every architecture that Linux has today.
    private static final double TICKS_PER_SECOND = 100;
    /// Which field behind the command it is.
    private static final int UTIME = 11;

    private Proc() {}

    /// Memory with what is shared divided among those that share it.
    static double pssMib(Collection<Long> pids) throws IOException {
        var sum = 0L;
        for (var pid : pids) {
            sum += kib(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:");
        }
        return sum / 1024.0;
    }

    static double rssMib(long pid) throws IOException {
        return kib(Path.of("/proc/" + pid + "/status"), "VmRSS:") / 1024.0;
    }

    /// Processor time since they began.
    static double cpuSeconds(Collection<Long> pids) throws IOException {
        var ticks = 0L;
        for (var pid : pids) {
            ticks += ticks(pid, 2);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /// Times of a process: in user and in kernel mode, then the same of its children that have ended.
    private static long ticks(long pid, int times) throws IOException {
        var line = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 20);
        return Arrays.stream(fields, UTIME, UTIME + times)
                .mapToLong(Long::parseLong)
                .sum();
    }

    static double cpuSeconds(long pid) throws IOException {
        return cpuSeconds(List.of(pid));
    }

    /// Processor time of a process and of all that it started, those that have ended included.
    static double treeCpuSeconds(long pid) throws IOException {
        var ticks = ticks(pid, 4);
        for (var child : ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .toList()) {
            ticks += ticks(child.pid(), 4);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /// The processes of one cluster, by the mark that the engine puts into their environment.
    static List<Long> ofCluster(String cluster) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> cluster.equals(ProcFs.environment(pid).get("BERGWERK_CLUSTER")))
                .toList();
    }

    static long kib(Path file, String key) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("%s has no %s".formatted(file, key)));
        }
    }
}
