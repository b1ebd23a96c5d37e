package io.bergwerk.server.cluster;

import io.bergwerk.engine.Fact;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/// One sentence on why a cluster is not ready, derived from its conditions.
///
/// Their order is that of cause and effect: nodes cannot be ready while the API server is not. So it is the first that
/// failed, or else the first that is still on its way; one that could not be looked at explains nothing.
final class WhyNotReady {
    private WhyNotReady() {}

    /// @param facts in the order of the condition types
    static Optional<String> of(Collection<Fact> facts) {
        return Stream.of(Fact.Status.FALSE, Fact.Status.PROGRESSING)
                .flatMap(status -> facts.stream().filter(fact -> fact.status() == status))
                .map(Fact::message)
                .findFirst();
    }

    /// What a condition says that was not looked at: it waits for the cause.
    static Fact explained(Fact fact, Optional<String> cause) {
        return fact.equals(Fact.UNKNOWN)
                ? cause.map(why -> new Fact(fact.status(), fact.reason(), "Not looked at yet: " + why))
                        .orElse(fact)
                : fact;
    }
}
