package io.bergwerk.e2e.fuzz;

import io.bergwerk.e2e.fuzz.Attempt.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How many attempts of each kind ended how, and those that should not have ended so.
public final class Tally {
    private static final int MAX_FAILURES = 50;

    private final Map<Kind, Map<String, Integer>> counts = new EnumMap<>(Kind.class);
    private final List<String> failures = new ArrayList<>();
    private int total;
    private Duration slowest = Duration.ZERO;

    synchronized void count(Kind kind, String result) {
        counts.computeIfAbsent(kind, _ -> new TreeMap<>()).merge(result, 1, Integer::sum);
        total++;
    }

    synchronized void fail(String what) {
        if (failures.size() < MAX_FAILURES) {
            failures.add(what);
        }
    }

    /// Notes how long an answer took.
    synchronized void took(Duration time) {
        slowest = time.compareTo(slowest) > 0 ? time : slowest;
    }

    public synchronized Duration slowest() {
        return slowest;
    }

    public synchronized int total() {
        return total;
    }

    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public synchronized String toString() {
        return counts.entrySet().stream()
                .map(kind -> "fuzz: %-14s %6d  %s"
                        .formatted(
                                kind.getKey(),
                                kind.getValue().values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum(),
                                kind.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
