package io.bergwerk.server.kubeconfig;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// One kubeconfig that was asked for; never its content.
///
/// @param username login of the user it was made for
/// @param issuedAt when it got its rights
/// @param revokedAt when they were to be taken back before its time
/// @param removedAt when nothing of it was left in the cluster
public record Kubeconfig(
        UUID id,
        ClusterId cluster,
        String engine,
        String username,
        KubeconfigRole role,
        Instant validFrom,
        Instant validUntil,
        Instant requestedAt,
        Optional<Instant> issuedAt,
        Optional<Instant> revokedAt,
        Optional<Instant> removedAt) {
    boolean endedAt(Instant now) {
        return revokedAt.isPresent() || !now.isBefore(validUntil);
    }

    KubeconfigOrder order() {
        return new KubeconfigOrder(id, username, role, validFrom, validUntil);
    }
}
