package io.bergwerk.engine;

import io.bergwerk.common.Texts;
import java.time.Duration;

/// How far a step got.
public sealed interface StepResult {
    /// The world is as ordered.
    record Done() implements StepResult {}

    /// Not there yet and nothing is wrong.
    ///
    /// @param reason one CamelCase word for machines, for example `StartingApiServer`
    /// @param message a sentence for the user of the cluster
    /// @param askAgain when to ask again if the listener was not called before
    record Waiting(String reason, String message, Duration askAgain) implements StepResult {
        public Waiting {
            message = Texts.printable(message);
        }
    }

    /// Did not work; asking again may help.
    ///
    /// @param reason one CamelCase word for machines
    /// @param message a sentence for the user of the cluster, without secrets or paths
    /// @param detail what an operator needs on top, for the log alone
    record Failed(String reason, String message, String detail) implements StepResult {
        public Failed {
            message = Texts.printable(message);
        }
    }

    static StepResult done() {
        return new Done();
    }

    static StepResult waiting(String reason, String message, Duration askAgain) {
        return new Waiting(reason, message, askAgain);
    }

    static StepResult failed(String reason, String message, String detail) {
        return new Failed(reason, message, detail);
    }
}
