package io.bergwerk.engine.local.process;

/// Where a process of a component stands: it runs, or it is about to take over from the one that runs.
enum Seat {
    PRESENT(""),
    SUCCESSOR(".next");

    private final String suffix;

    Seat(String suffix) {
        this.suffix = suffix;
    }

    /// Of the record's name.
    String suffix() {
        return suffix;
    }

    Seat other() {
        return this == PRESENT ? SUCCESSOR : PRESENT;
    }
}
