package io.bergwerk.server.kubeconfig;

import com.google.protobuf.ByteString;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubeconfigRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// Kubeconfigs and the requests for them in SQL.
final class KubeconfigStore {
    private static final String SELECT = """
            SELECT id, cluster, engine, username, role, valid_from, valid_until, requested_at, issued_at, revoked_at,
                removed_at
            FROM kubeconfig
            """;

    /// A request that waits for its answer or its asker.
    ///
    /// @param overdue whether its asker has given up
    record Request(UUID kubeconfig, ByteString askerKey, boolean answered, boolean overdue) {}

    /// What became of a request: an answer, or the reason why there is none.
    record Answer(Optional<byte[]> sealed, Optional<String> errorCode, Optional<String> error) {
        static final Answer NONE = new Answer(Optional.empty(), Optional.empty(), Optional.empty());
    }

    void insert(Handle tx, Kubeconfig kubeconfig) {
        tx.createUpdate("""
                INSERT INTO kubeconfig (id, cluster, engine, username, role, valid_from, valid_until, requested_at)
                VALUES (:id, :cluster, :engine, :username, :role, :validFrom, :validUntil, :requestedAt)
                """)
                .bind("id", kubeconfig.id())
                .bind("cluster", kubeconfig.cluster().value())
                .bind("engine", kubeconfig.engine())
                .bind("username", kubeconfig.username())
                .bind("role", kubeconfig.role().name())
                .bind("validFrom", kubeconfig.validFrom())
                .bind("validUntil", kubeconfig.validUntil())
                .bind("requestedAt", kubeconfig.requestedAt())
                .execute();
    }

    void insertRequest(Handle tx, UUID kubeconfig, byte[] askerKey, Duration patience) {
        tx.createUpdate("""
                INSERT INTO kubeconfig_request (kubeconfig, asker_key, deadline)
                VALUES (:kubeconfig, :askerKey, now() + :millis * interval '1 millisecond')
                """)
                .bind("kubeconfig", kubeconfig)
                .bind("askerKey", askerKey)
                .bind("millis", patience.toMillis())
                .execute();
    }

    Optional<Kubeconfig> find(Handle tx, UUID id) {
        return tx.createQuery(SELECT + "WHERE id = :id")
                .bind("id", id)
                .map(KubeconfigStore::read)
                .findOne();
    }

    Optional<Request> findRequest(Handle tx, UUID kubeconfig) {
        return tx.createQuery("""
                SELECT asker_key, sealed IS NOT NULL OR error_code IS NOT NULL AS answered, deadline < now() AS overdue
                FROM kubeconfig_request
                WHERE kubeconfig = :kubeconfig
                """)
                .bind("kubeconfig", kubeconfig)
                .map((row, _) -> new Request(
                        kubeconfig,
                        ByteString.copyFrom(row.getBytes("asker_key")),
                        row.getBoolean("answered"),
                        row.getBoolean("overdue")))
                .findOne();
    }

    /// Those of a cluster that were given out and whose time is not over: first those with rights, then the revoked
    /// ones, the newest first, at most `limit`.
    List<Kubeconfig> list(Handle tx, ClusterId cluster, Instant now, int limit) {
        return tx.createQuery(SELECT + """
                WHERE cluster = :cluster AND issued_at IS NOT NULL AND valid_until > :now
                ORDER BY revoked_at IS NOT NULL, issued_at DESC, id
                LIMIT :limit
                """)
                .bind("cluster", cluster.value())
                .bind("now", now)
                .bind("limit", limit)
                .map(KubeconfigStore::read)
                .list();
    }

    /// As [#list], those of the ids alone.
    List<Kubeconfig> list(Handle tx, Collection<UUID> ids) {
        return tx.createQuery(SELECT + "WHERE id = ANY(:ids) ORDER BY issued_at DESC, id")
                .bindArray("ids", UUID.class, ids.toArray())
                .map(KubeconfigStore::read)
                .list();
    }

    /// Whether the clusters of all these kubeconfigs have been told that they are revoked.
    boolean areRemoved(Handle tx, Collection<UUID> ids) {
        return tx.createQuery("SELECT count(*) = 0 FROM kubeconfig WHERE id = ANY(:ids) AND removed_at IS NULL")
                .bindArray("ids", UUID.class, ids.toArray())
                .mapTo(Boolean.class)
                .one();
    }

    /// Revokes those of a cluster that were given out and have rights; answers which.
    List<UUID> revokeIssued(Handle tx, ClusterId cluster, Instant now) {
        return tx.createQuery("""
                UPDATE kubeconfig SET revoked_at = :now
                WHERE cluster = :cluster AND issued_at IS NOT NULL AND revoked_at IS NULL AND valid_until > :now
                RETURNING id
                """)
                .bind("cluster", cluster.value())
                .bind("now", now)
                .mapTo(UUID.class)
                .list();
    }

    /// Those of a cluster that hold rights, at most `limit`.
    List<Kubeconfig> living(Handle tx, ClusterId cluster, Instant now, int limit) {
        return tx.createQuery(SELECT + """
                WHERE cluster = :cluster AND issued_at IS NOT NULL AND revoked_at IS NULL AND valid_until > :now
                ORDER BY id
                LIMIT :limit
                """)
                .bind("cluster", cluster.value())
                .bind("now", now)
                .bind("limit", limit)
                .map(KubeconfigStore::read)
                .list();
    }

    /// Forgets that those of a cluster that were revoked since then were refused; answers which.
    List<UUID> unmarkRemoved(Handle tx, ClusterId cluster, Instant since) {
        return tx.createQuery("""
                UPDATE kubeconfig SET removed_at = NULL
                WHERE cluster = :cluster AND revoked_at >= :since AND removed_at IS NOT NULL
                RETURNING id
                """)
                .bind("cluster", cluster.value())
                .bind("since", since)
                .mapTo(UUID.class)
                .list();
    }

    /// How many kubeconfigs of a cluster hold rights, or are about to.
    int countLive(Handle tx, ClusterId cluster, Instant now) {
        return tx.createQuery("""
                SELECT count(*) FROM kubeconfig
                WHERE cluster = :cluster AND valid_until > :now AND revoked_at IS NULL
                """)
                .bind("cluster", cluster.value())
                .bind("now", now)
                .mapTo(Integer.class)
                .one();
    }

    /// Whether the request still waited for an answer.
    boolean answer(Handle tx, UUID kubeconfig, byte[] sealed) {
        return tx.createUpdate("UPDATE kubeconfig_request SET sealed = :sealed WHERE kubeconfig = :kubeconfig")
                        .bind("sealed", sealed)
                        .bind("kubeconfig", kubeconfig)
                        .execute()
                == 1;
    }

    void refuse(Handle tx, UUID kubeconfig, ApiException failure) {
        tx.createUpdate("""
                UPDATE kubeconfig_request SET error_code = :code, error = left(:error, 1000)
                WHERE kubeconfig = :kubeconfig
                """)
                .bind("code", failure.code().name())
                .bind("error", failure.publicMessage())
                .bind("kubeconfig", kubeconfig)
                .execute();
    }

    /// Takes the request away, with its answer if it has one; empty if it is gone already.
    Optional<Answer> takeAnswer(Handle tx, UUID kubeconfig) {
        return tx.createQuery("""
                DELETE FROM kubeconfig_request WHERE kubeconfig = :kubeconfig RETURNING sealed, error_code, error
                """)
                .bind("kubeconfig", kubeconfig)
                .map((row, _) -> new Answer(
                        Optional.ofNullable(row.getBytes("sealed")),
                        Optional.ofNullable(row.getString("error_code")),
                        Optional.ofNullable(row.getString("error"))))
                .findOne();
    }

    boolean isAnswered(Handle tx, UUID kubeconfig) {
        return findRequest(tx, kubeconfig).map(Request::answered).orElse(true);
    }

    void markIssued(Handle tx, UUID id, Instant now) {
        mark(tx, "UPDATE kubeconfig SET issued_at = :now WHERE id = :id AND issued_at IS NULL", id, now);
    }

    void markRevoked(Handle tx, UUID id, Instant now) {
        mark(tx, "UPDATE kubeconfig SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL", id, now);
    }

    void markRemoved(Handle tx, UUID id, Instant now) {
        mark(tx, "UPDATE kubeconfig SET removed_at = :now WHERE id = :id AND removed_at IS NULL", id, now);
    }

    private static void mark(Handle tx, String sql, UUID id, Instant now) {
        tx.createUpdate(sql).bind("id", id).bind("now", now).execute();
    }

    void revokeAll(Handle tx, ClusterId cluster, Instant now) {
        tx.createUpdate("UPDATE kubeconfig SET revoked_at = :now WHERE cluster = :cluster AND revoked_at IS NULL")
                .bind("cluster", cluster.value())
                .bind("now", now)
                .execute();
    }

    /// Kubeconfigs of a cluster whose binding may still be there, at most `limit`.
    List<UUID> listBound(Handle tx, ClusterId cluster, int limit) {
        return tx.createQuery("SELECT id FROM kubeconfig WHERE cluster = :cluster AND removed_at IS NULL LIMIT :limit")
                .bind("cluster", cluster.value())
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    List<UUID> ids(Handle tx, String engine, Optional<UUID> after, int limit) {
        return tx.createQuery(
                        "SELECT id FROM kubeconfig WHERE engine = :engine AND id > :after ORDER BY id LIMIT :limit")
                .bind("engine", engine)
                .bind("after", after.orElse(new UUID(0, 0)))
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    void delete(Handle tx, UUID id) {
        tx.createUpdate("DELETE FROM kubeconfig WHERE id = :id").bind("id", id).execute();
    }

    void deleteAll(Handle tx, ClusterId cluster) {
        tx.createUpdate("DELETE FROM kubeconfig WHERE cluster = :cluster")
                .bind("cluster", cluster.value())
                .execute();
    }

    private static Kubeconfig read(ResultSet row, StatementContext context) throws SQLException {
        return new Kubeconfig(
                row.getObject("id", UUID.class),
                new ClusterId(row.getObject("cluster", UUID.class)),
                row.getString("engine"),
                row.getString("username"),
                KubeconfigRole.valueOf(row.getString("role")),
                row.getTimestamp("valid_from").toInstant(),
                row.getTimestamp("valid_until").toInstant(),
                row.getTimestamp("requested_at").toInstant(),
                instant(row, "issued_at"),
                instant(row, "revoked_at"),
                instant(row, "removed_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
