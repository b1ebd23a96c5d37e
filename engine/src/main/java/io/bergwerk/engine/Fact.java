package io.bergwerk.engine;

import io.bergwerk.common.Texts;

/// One observed fact about a cluster.
///
/// @param reason one CamelCase word
/// @param message a sentence for the user of the cluster, which may hold words of theirs
public record Fact(Status status, String reason, String message) {
    public Fact {
        message = Texts.printable(message);
    }

    public enum Status {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown"),
        PROGRESSING("Progressing");

        private final String wireName;

        Status(String wireName) {
            this.wireName = wireName;
        }

        /// The word that API clients compare with, case included.
        public String wireName() {
            return wireName;
        }
    }

    public static final Fact UNKNOWN = new Fact(Status.UNKNOWN, "NotObserved", "This has not been looked at yet.");

    public boolean isTrue() {
        return status == Status.TRUE;
    }
}
