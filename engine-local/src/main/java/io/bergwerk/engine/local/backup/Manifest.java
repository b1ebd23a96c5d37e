package io.bergwerk.engine.local.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.KubernetesVersion;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What lies beside a snapshot as `<name>.json`. It is written last: a snapshot without one was not finished.
///
/// @param takenAt RFC 3339
/// @param sha256 of the snapshot, hex
record Manifest(
        String id,
        String takenAt,
        String occasion,
        String version,
        long sizeBytes,
        String sha256,
        long revision,
        long keys) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ClusterBackup backup() {
        return new ClusterBackup(
                UUID.fromString(id),
                Instant.parse(takenAt),
                ClusterBackup.Occasion.valueOf(occasion),
                KubernetesVersion.parse(version),
                sizeBytes);
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest that is not JSON", e);
        }
    }

    /// Empty if the text is not a manifest: then there is no backup.
    static Optional<Manifest> parse(String text) {
        try {
            var read = JSON.readValue(text, Manifest.class);
            read.backup();
            return Optional.of(read);
        } catch (JsonProcessingException | RuntimeException _) {
            return Optional.empty();
        }
    }
}
