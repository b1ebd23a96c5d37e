package io.bergwerk.server.audit;

import io.bergwerk.server.audit.Trace.Filter;
import io.bergwerk.server.audit.Trace.Phase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/// The SQL of traces, which lie in one partition for each day of UTC.
final class TraceStore {
    private static final String PARTITION = "audit_trace_";
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final String COLUMNS =
            "id, phase, at, user_login, tenant, project, method, source_ip, body, result_code";

    private static final StatementCustomizer PLANNED_EACH_TIME = new StatementCustomizer() {
        @Override
        public void beforeExecution(PreparedStatement statement, StatementContext context) throws SQLException {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
    };

    void insert(Handle tx, List<Trace> traces) {
        var batch = tx.prepareBatch("INSERT INTO audit_trace (" + COLUMNS + ") VALUES"
                + " (:id, :phase, :at, :user, :tenant, :project, :method, :sourceIp, :body, :resultCode)");
        for (var trace : traces) {
            batch.bind("id", trace.id())
                    .bind("phase", trace.phase().name())
                    .bind("at", utc(trace.at()))
                    .bind("user", trace.user())
                    .bind("tenant", trace.tenant())
                    .bind("project", trace.project())
                    .bind("method", trace.method())
                    .bind("sourceIp", trace.sourceIp())
                    .bind("body", trace.body())
                    .bindBySqlType("resultCode", boxed(trace.resultCode()), Types.INTEGER)
                    .add();
        }
        batch.execute();
    }

    private static @Nullable Integer boxed(OptionalInt code) {
        return code.isPresent() ? code.getAsInt() : null;
    }

    /// The newest that match, in ascending order of time.
    /// Planned each time: one plan for all filters would read all traces for most of them.
    ///
    /// @param tenant the only one whose traces are seen; empty for an administrator, who sees all
    List<Trace> list(Handle tx, Optional<String> tenant, Filter filter) {
        return tx.createQuery("SELECT * FROM (SELECT " + COLUMNS + """
                         FROM audit_trace
                        WHERE at >= :from AND at <= :to
                            AND (:tenant IS NULL OR tenant = :tenant) AND (CAST(:id AS uuid) IS NULL OR id = CAST(:id AS uuid))
                            AND (:user IS NULL OR user_login = :user) AND (:project IS NULL OR project = :project)
                            AND (:method IS NULL OR method = :method) AND (:sourceIp IS NULL OR source_ip = :sourceIp)
                            AND (CAST(:resultCode AS int) IS NULL OR result_code = CAST(:resultCode AS int))
                            AND (:phase IS NULL OR phase = :phase) AND (:body IS NULL OR body ILIKE :body)
                        ORDER BY at DESC, id DESC, phase DESC
                        LIMIT :limit) newest
                        ORDER BY at, id, phase
                        """)
                .bind("from", utc(filter.from()))
                .bind("to", utc(filter.to()))
                .bindByType("tenant", tenant.orElse(null), String.class)
                .bindByType("id", filter.id().orElse(null), UUID.class)
                .bindByType("user", filter.user().orElse(null), String.class)
                .bindByType("project", filter.project().orElse(null), String.class)
                .bindByType("method", filter.method().orElse(null), String.class)
                .bindByType("sourceIp", filter.sourceIp().orElse(null), String.class)
                .bindBySqlType("resultCode", boxed(filter.resultCode()), Types.INTEGER)
                .bindByType("phase", filter.phase().map(Enum::name).orElse(null), String.class)
                .bindByType("body", filter.body().map(TraceStore::containing).orElse(null), String.class)
                .bind("limit", filter.limit())
                .addCustomizer(PLANNED_EACH_TIME)
                .map((row, _) -> fromRow(row))
                .list();
    }

    /// The tenant's traces of that time which follow, in ascending order of time.
    List<Trace> page(Handle tx, String tenant, AuditWindow window, Optional<Trace> after, int limit) {
        return tx.createQuery("SELECT " + COLUMNS + """
                         FROM audit_trace
                        WHERE tenant = :tenant AND at >= :from AND at <= :to
                            AND (CAST(:afterId AS uuid) IS NULL OR (at, id, phase) > (:from, CAST(:afterId AS uuid), :afterPhase))
                        ORDER BY at, id, phase
                        LIMIT :limit
                        """)
                .bind("tenant", tenant)
                .bind("from", utc(after.map(Trace::at).orElse(window.from())))
                .bind("to", utc(window.to()))
                .bindByType("afterId", after.map(Trace::id).orElse(null), UUID.class)
                .bindByType(
                        "afterPhase", after.map(Trace::phase).map(Enum::name).orElse(null), String.class)
                .bind("limit", limit)
                .map((row, _) -> fromRow(row))
                .list();
    }

    Optional<Trace> find(Handle tx, Optional<String> tenant, UUID id, Phase phase) {
        return tx.createQuery("SELECT " + COLUMNS + """
                         FROM audit_trace
                        WHERE id = :id AND phase = :phase AND (:tenant IS NULL OR tenant = :tenant)
                        LIMIT 1
                        """)
                .bind("id", id)
                .bind("phase", phase.name())
                .bindByType("tenant", tenant.orElse(null), String.class)
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    void ensurePartition(Handle tx, LocalDate day) {
        tx.execute(
                "CREATE TABLE IF NOT EXISTS %s%s PARTITION OF audit_trace FOR VALUES FROM ('%sT00:00Z') TO ('%sT00:00Z')"
                        .formatted(PARTITION, DAY.format(day), day, day.plusDays(1)));
    }

    /// The days that have partitions.
    List<LocalDate> days(Handle tx) {
        return tx.createQuery("""
                        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                        WHERE i.inhparent = 'audit_trace'::regclass
                        ORDER BY 1
                        """)
                .mapTo(String.class)
                .map(name -> LocalDate.parse(name.substring(PARTITION.length()), DAY))
                .list();
    }

    void dropPartition(Handle tx, LocalDate day) {
        tx.execute("DROP TABLE IF EXISTS " + PARTITION + DAY.format(day));
    }

    private static String containing(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    private static Trace fromRow(ResultSet row) throws SQLException {
        var code = row.getInt("result_code");
        var resultCode = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(code);
        return new Trace(
                row.getObject("id", UUID.class),
                Phase.valueOf(row.getString("phase")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("user_login"),
                row.getString("tenant"),
                row.getString("project"),
                row.getString("method"),
                row.getString("source_ip"),
                row.getString("body"),
                resultCode);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
