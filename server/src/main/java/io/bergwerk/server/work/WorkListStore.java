package io.bergwerk.server.work;

import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.work.WorkListing.Entry;
import io.bergwerk.server.work.WorkListing.Filter;
import io.bergwerk.server.work.WorkListing.Holder;
import io.bergwerk.server.work.WorkListing.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The queue's SQL for those who only look at it.
final class WorkListStore {
    private record Row(Entry entry, int total) {}

    /// What fails first, the most often failed leading, then what runs, then what waits, by when it is due.
    WorkListing list(Handle tx, AdminAccess access, Filter filter) {
        var rows = tx.createQuery("""
                        SELECT stated.*, server.host, count(*) OVER () AS total
                        FROM (
                            SELECT work.*, CASE WHEN leased_by IS NOT NULL THEN 'RUNNING'
                                WHEN attempts > 0 THEN 'FAILING' ELSE 'WAITING' END AS state
                            FROM work) AS stated LEFT JOIN server ON server.id = leased_by
                        WHERE (:kind IS NULL OR kind = :kind) AND (:state IS NULL OR state = :state)
                        ORDER BY CASE state WHEN 'FAILING' THEN 1 WHEN 'RUNNING' THEN 2 ELSE 3 END,
                            attempts DESC, due, kind, key
                        LIMIT :limit
                        """)
                .bindByType("kind", filter.kind().orElse(null), String.class)
                .bindByType("state", filter.state().map(Enum::name).orElse(null), String.class)
                .bind("limit", filter.limit())
                .map((row, _) -> new Row(entry(row), row.getInt("total")))
                .list();
        return new WorkListing(
                rows.stream().map(Row::entry).toList(),
                rows.isEmpty() ? 0 : rows.getFirst().total());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("kind"),
                row.getString("key"),
                State.valueOf(row.getString("state")),
                instant(row, "created_at"),
                instant(row, "due"),
                row.getInt("attempts"),
                row.getString("reason"),
                holder(row));
    }

    private static Optional<Holder> holder(ResultSet row) throws SQLException {
        var server = row.getObject("leased_by", UUID.class);
        return server == null
                ? Optional.empty()
                : Optional.of(
                        new Holder(server, Optional.ofNullable(row.getString("host")), instant(row, "lease_until")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
