package io.bergwerk.api;

import java.util.Optional;

/// What a method's permission is bound to. A method has exactly one scope.
public enum Scope {
    /// Anybody, without a token too.
    PUBLIC(""),
    /// Any signed-in caller, about themselves.
    SELF(""),
    /// A member of the tenant that the request names by its login.
    TENANT("login"),
    /// A member of the project that the request names by its uuid.
    PROJECT("project"),
    /// An administrator of the installation, on any subject.
    ADMIN("");

    private final String subjectField;

    Scope(String subjectField) {
        this.subjectField = subjectField;
    }

    /// The request's field that names the tenant or project asked about; empty for the other scopes.
    public Optional<String> subjectField() {
        return subjectField.isEmpty() ? Optional.empty() : Optional.of(subjectField);
    }
}
