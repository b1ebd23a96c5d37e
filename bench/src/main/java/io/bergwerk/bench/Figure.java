package io.bergwerk.bench;

import java.util.Optional;

/// One measured value beside what it is compared with.
///
/// @param benchmark that measured it
/// @param what was measured, in words
/// @param yardstick the same of something else, measured in the same run
/// @param goal what the value or its ratio to the yardstick should be
record Figure(
        String benchmark, String what, double value, String unit, Optional<Yardstick> yardstick, Optional<Goal> goal) {
    /// What a figure is compared with, in the figure's unit.
    record Yardstick(String what, double value) {}

    static Figure of(String benchmark, String what, double value, String unit) {
        return new Figure(benchmark, what, value, unit, Optional.empty(), Optional.empty());
    }

    Figure beside(String yardstick, double itsValue) {
        return new Figure(benchmark, what, value, unit, Optional.of(new Yardstick(yardstick, itsValue)), goal);
    }

    Figure goal(Goal.Kind kind, double limit) {
        return new Figure(benchmark, what, value, unit, yardstick, Optional.of(new Goal(kind, limit)));
    }

    /// Of the value to the yardstick; empty if there is none.
    Optional<Double> ratio() {
        return yardstick.filter(other -> other.value() > 0).map(other -> value / other.value());
    }

    /// Whether the goal is reached; empty if there is none, or nothing to judge it by.
    Optional<Boolean> reached() {
        return goal.flatMap(wanted -> wanted.isReached(value, ratio()));
    }
}
