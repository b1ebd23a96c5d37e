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
        return firstSql(failure)
                .flatMap(SqlFailures::byState)
                .<RuntimeException>map(api -> api.withCause(failure))
                .orElse(failure);
    }

    /// Whether the database could not be reached or went away; its users hear of that from [Database] once.
    static boolean isAway(Throwable failure) {
        return firstSql(failure).filter(SqlFailures::saysAway).isPresent();
    }

    private static Optional<SQLException> firstSql(Throwable failure) {
        return chain(failure)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }

    private static boolean saysAway(SQLException failure) {
        var state = state(failure);
        return failure instanceof SQLTransientConnectionException || state.startsWith("08") || state.startsWith("57P");
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    static Optional<PSQLException> sqlCause(Throwable failure) {
        return chain(failure)
                .filter(PSQLException.class::isInstance)
                .map(PSQLException.class::cast)
                .findFirst();
    }

    /// By SQLSTATE, see PostgreSQL's manual, appendix A.
    private static Optional<ApiException> byState(SQLException failure) {
        if (saysAway(failure)) {
            return Optional.of(ApiException.unavailable("the database is away for a moment: try again"));
        }
        return Optional.ofNullable(
                switch (state(failure)) {
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
