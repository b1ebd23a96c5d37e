package io.bergwerk.e2e;

/// Prints what was broken and how it ended, one line a fault, for the table of a run.
final class Faults {
    private Faults() {}

    static void report(String fault, String result) {
        System.out.printf("fault: %-58s %s%n", fault, result);
    }
}
