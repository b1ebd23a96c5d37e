package io.bergwerk.server.store;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.postgresql.util.PSQLException;

/// What a caller is told who breaks a constraint of the database, by the constraint's name.
///
/// A message that needs the caller's own values is made where these are, with [#translate].
public final class Constraints {
    private static final Constraints NONE = new Constraints(Map.of());

    private final Map<String, Told> byName;

    private record Told(ErrorCode code, String message) {}

    private Constraints(Map<String, Told> byName) {
        this.byName = Map.copyOf(byName);
    }

    public static Constraints none() {
        return NONE;
    }

    /// @param message a sentence the caller can act on, for example `this e-mail address is taken`
    public Constraints with(String name, ErrorCode code, String message) {
        var more = new HashMap<>(byName);
        if (more.put(name, new Told(code, message)) != null) {
            throw new IllegalArgumentException("constraint " + name + ": named twice (expected: once)");
        }
        return new Constraints(more);
    }

    /// Runs the body; if it breaks that constraint, throws what the supplier makes instead. The transaction is lost
    /// then.
    public static <T> T translate(String name, Supplier<ApiException> told, Supplier<T> body) {
        try {
            return body.get();
        } catch (RuntimeException e) {
            if (broken(e).filter(name::equals).isPresent()) {
                throw told.get().withCause(e);
            }
            throw e;
        }
    }

    /// The name of the constraint this failure comes from, if it comes from one.
    static Optional<String> broken(Throwable failure) {
        return SqlFailures.sqlCause(failure)
                .map(PSQLException::getServerErrorMessage)
                .map(message -> message.getConstraint());
    }

    Optional<ApiException> told(Throwable failure) {
        return broken(failure)
                .map(byName::get)
                .map(told -> ApiException.of(told.code(), told.message()).withCause(failure));
    }
}
