package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.server.access.ProjectAccess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The read that clients repeat while they wait for a cluster: whole rows only when they were written since.
///
/// The database is asked at every read whether they were, so nothing here is ever older than the row. Only for
/// connections without a transaction: what one of those has not committed must not be kept here. Plain JDBC, because
/// Jdbi would be a third of the cost.
final class ClusterReads {
    private static final int MAX_KNOWN = 1000;
    private static final String WHERE = " FROM cluster WHERE id = ? AND project = ? AND deleted_at IS NULL";
    private static final String REVISION = "SELECT revision" + WHERE;
    private static final String ROW = "SELECT " + ClusterStore.COLUMNS + WHERE;

    private final Map<ClusterId, Cluster> known = new ConcurrentHashMap<>();

    /// The project's cluster unless it is gone.
    Optional<Cluster> find(Connection connection, ProjectAccess access, ClusterId id) throws SQLException {
        var last = known.get(id);
        var unchanged = last == null ? null : unchanged(connection, access, id, last);
        return unchanged == null ? read(connection, access, id) : Optional.of(unchanged);
    }

    private static @Nullable Cluster unchanged(Connection connection, ProjectAccess access, ClusterId id, Cluster last)
            throws SQLException {
        try (var select = prepare(connection, REVISION, access, id);
                var rows = select.executeQuery()) {
            return rows.next() && rows.getLong(1) == last.revision() ? last : null;
        }
    }

    private Optional<Cluster> read(Connection connection, ProjectAccess access, ClusterId id) throws SQLException {
        try (var select = prepare(connection, ROW, access, id);
                var rows = select.executeQuery()) {
            if (!rows.next()) {
                known.remove(id);
                return Optional.empty();
            }
            var cluster = ClusterRows.cluster(rows);
            keep(cluster);
            return Optional.of(cluster);
        }
    }

    private void keep(Cluster cluster) {
        if (known.size() >= MAX_KNOWN) {
            known.clear(); // so many take turns that few would be found again
        }
        known.put(cluster.id(), cluster);
    }

    private static PreparedStatement prepare(Connection connection, String sql, ProjectAccess access, ClusterId id)
            throws SQLException {
        var select = connection.prepareStatement(sql);
        select.setObject(1, id.value());
        select.setObject(2, access.project().value());
        return select;
    }
}
