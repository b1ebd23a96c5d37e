package io.bergwerk.server.cluster;

import io.bergwerk.engine.Fact;

/// Something that a user should know of a part of a cluster that is well.
///
/// @param reason one CamelCase word
/// @param message a sentence
record Notice(ConditionType about, String reason, String message) {
    /// What the condition says as long as nothing is wrong; the reason of the first notice stands for all.
    Fact addedTo(Fact fact) {
        return new Fact(fact.status(), reason, message);
    }

    /// Both in one sentence after the other, under the reason of this one.
    Notice and(Notice other) {
        return new Notice(about, reason, message + " " + other.message);
    }
}
