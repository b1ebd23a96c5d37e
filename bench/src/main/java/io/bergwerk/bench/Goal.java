package io.bergwerk.bench;

import java.util.Optional;

/// What a figure should be.
record Goal(Kind kind, double limit) {
    /// What is compared with the limit, and how.
    enum Kind {
        AT_MOST("<= %s"),
        RATIO_AT_MOST("<= %sx"),
        RATIO_AT_LEAST(">= %sx");

        private final String form;

        Kind(String form) {
            this.form = form;
        }
    }

    Optional<Boolean> isReached(double value, Optional<Double> ratio) {
        return switch (kind) {
            case AT_MOST -> Optional.of(value <= limit);
            case RATIO_AT_MOST -> ratio.map(it -> it <= limit);
            case RATIO_AT_LEAST -> ratio.map(it -> it >= limit);
        };
    }

    String text() {
        return kind.form.formatted(Numbers.text(limit));
    }
}
