package io.bergwerk.bench;

import java.util.Locale;

/// Numbers for people: three digits that mean something, never an exponent.
final class Numbers {
    private Numbers() {}

    static String text(double number) {
        var size = Math.abs(number);
        if (size >= 100 || number == Math.rint(number)) {
            return String.format(Locale.ROOT, "%.0f", number);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", number);
    }
}
