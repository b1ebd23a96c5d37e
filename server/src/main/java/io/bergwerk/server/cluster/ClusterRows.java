package io.bergwerk.server.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/// Reads clusters from rows that hold all columns of [ClusterStore#COLUMNS].
final class ClusterRows {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final ObjectReader GROUPS = JSON.readerFor(new TypeReference<List<WorkerGroupSpec>>() {});
    private static final ObjectReader MACHINES = JSON.readerFor(new TypeReference<Map<String, Integer>>() {});
    private static final ObjectReader CONDITIONS = JSON.readerFor(new TypeReference<List<Condition>>() {});
    private static final ObjectReader ERRORS = JSON.readerFor(new TypeReference<List<LastError>>() {});

    private ClusterRows() {}

    /// @param values a list or a map
    static String json(Object values) {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a part of a cluster as JSON", e);
        }
    }

    static Cluster read(ResultSet row, StatementContext context) throws SQLException {
        return cluster(row);
    }

    static Cluster cluster(ResultSet row) throws SQLException {
        return new Cluster(
                new ClusterId(row.getObject("id", UUID.class)),
                new ProjectId(row.getObject("project", UUID.class)),
                spec(row),
                row.getString("engine"),
                new Monitoring(row.getString("monitoring_username"), row.getString("monitoring_password")),
                row.getLong("version"),
                row.getLong("revision"),
                row.getBoolean("settled"),
                Optional.ofNullable(row.getString("reached_version")).map(KubernetesVersion::parse),
                machines(row.getString("machines")),
                row.getBoolean("deletion_protected"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                instant(row, "deletion_requested_at"),
                instant(row, "deleted_at"),
                status(row));
    }

    static ClusterId id(ResultSet row, StatementContext context) throws SQLException {
        return new ClusterId(row.getObject("id", UUID.class));
    }

    private static ClusterSpec spec(ResultSet row) throws SQLException {
        return new ClusterSpec(
                new ClusterName(row.getString("name")),
                row.getString("partition"),
                KubernetesVersion.parse(row.getString("kubernetes_version")),
                new MachineImage(row.getString("machine_image_name"), row.getString("machine_image_version")),
                list(GROUPS, row.getString("worker_groups")),
                new Maintenance(
                        row.getBoolean("kubernetes_autoupdate"),
                        row.getBoolean("machine_image_autoupdate"),
                        row.getInt("window_begin_hour"),
                        row.getInt("window_begin_minute"),
                        row.getString("window_time_zone"),
                        Duration.ofSeconds(row.getInt("window_seconds"))),
                row.getString("purpose"));
    }

    private static ClusterStatus status(ResultSet row) throws SQLException {
        return new ClusterStatus(
                Operation.valueOf(row.getString("operation")),
                OperationState.valueOf(row.getString("state")),
                row.getInt("progress"),
                list(CONDITIONS, row.getString("conditions")),
                list(ERRORS, row.getString("last_errors")));
    }

    private static <T> List<T> list(ObjectReader reader, String json) throws SQLException {
        try {
            return reader.readValue(json);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private static Map<String, Integer> machines(String json) throws SQLException {
        try {
            return MACHINES.readValue(json);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private static SQLException malformed(JsonProcessingException cause) {
        return new SQLException("a cluster's row holds JSON of another shape", cause);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
