package io.bergwerk.server.store;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;

/// Turns what the driver throws into what a caller can act on. Everything else stays a fault of ours.
final class SqlFailures {
    private static final int MAX_CAUSES = 20;

    private SqlFailures() {}

    static RuntimeException translate(RuntimeException failure, Constraints constraints) {
        var told = constraints.told(failure);
        if (told.isPresent()) {
            return told.get();
        }
        return chain(failure)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst()
                .flatMap(SqlFailures::byState)
                .<RuntimeException>map(api -> api.withCause(failure))
                .orElse(failure);
    }

    static Optional<PSQLException> sqlCause(Throwable failure) {
        return chain(failure)
                .filter(PSQLException.class::isInstance)
                .map(PSQLException.class::cast)
                .findFirst();
    }

    /// By SQLSTATE, see PostgreSQL's manual, appendix A.
    private static Optional<ApiException> byState(SQLException failure) {
        var state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (failure instanceof SQLTransientConnectionException || state.startsWith("08") || state.startsWith("57P")) {
            return Optional.of(ApiException.unavailable("the database is away for a moment: try again"));
        }
        return Optional.ofNullable(
                switch (state) {
                    case "40001", "40P01", "55P03" ->
                        ApiException.of(ErrorCode.ABORTED, "another change was in the way: try again");
                    case "57014" -> ApiException.unavailable("the database took too long: try again");
                    case "53300" -> ApiException.unavailable("the database has no free connection: try again");
                    case "53100" ->
                        ApiException.unavailable("the database's disk is full: an operator has to free some space");
                    case "25006" -> ApiException.unavailable("the database takes no changes at the moment: try again");
                    default -> null;
                });
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES);
    }
}
