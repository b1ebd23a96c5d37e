package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What figures depend on.
final class Machine {
    private Machine() {}

    static Map<String, String> facts() throws IOException {
        var facts = new LinkedHashMap<String, String>();
        facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("memory MiB", String.valueOf(Proc.kib(Path.of("/proc/meminfo"), "MemTotal:") / 1024));
        facts.put("memory available MiB", String.valueOf(Proc.kib(Path.of("/proc/meminfo"), "MemAvailable:") / 1024));
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("Java", System.getProperty("java.vm.version"));
        facts.put("load average before", load());
        return facts;
    }

    /// Over 1, 5 and 15 minutes.
    static String load() throws IOException {
        var line = Files.readString(Path.of("/proc/loadavg")).strip();
        return String.join(" ", java.util.List.of(line.split(" ", 4)).subList(0, 3));
    }
}
