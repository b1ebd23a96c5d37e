package io.bergwerk.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What to run.
///
/// @param names of benchmarks, in order
/// @param json file to write the figures to
/// @param clusters how many the benchmark of that name runs
record Options(List<String> names, Optional<String> json, int clusters) {
    private static final int CLUSTERS = 20;
    private static final int CLUSTERS_MAX = 200;

    /// @throws IllegalArgumentException naming what is not known
    static Options parse(List<String> arguments, Collection<String> known) {
        var names = new ArrayList<String>();
        var json = Optional.<String>empty();
        var clusters = CLUSTERS;
        var left = arguments.iterator();
        while (left.hasNext()) {
            var argument = left.next();
            switch (argument) {
                case "--json" -> json = Optional.of(value(argument, left));
                case "--clusters" -> clusters = clusters(value(argument, left));
                default -> names.add(name(argument, known));
            }
        }
        return new Options(names.isEmpty() ? List.copyOf(known) : List.copyOf(names), json, clusters);
    }

    private static String value(String option, java.util.Iterator<String> left) {
        if (!left.hasNext()) {
            throw new IllegalArgumentException(option + ": no value (expected: one)");
        }
        return left.next();
    }

    private static String name(String given, Collection<String> known) {
        if (!known.contains(given)) {
            throw new IllegalArgumentException(
                    "%s: unknown (expected: names of %s, --json FILE, --clusters N)".formatted(given, known));
        }
        return given;
    }

    private static int clusters(String given) {
        if (given.matches("[0-9]{1,3}")) {
            var number = Integer.parseInt(given);
            if (number >= 1 && number <= CLUSTERS_MAX) {
                return number;
            }
        }
        throw new IllegalArgumentException("--clusters: %s (expected: 1 to %d)".formatted(given, CLUSTERS_MAX));
    }
}
