package io.bergwerk.engine;

import java.util.List;
import java.util.UUID;

/// A cluster is to be brought back to one of its backups.
///
/// @param id of this restore: the same one is done once, however often it is asked for
/// @param backup to come back to
/// @param kubeconfigs all that are to have rights afterwards; those the backup knows beyond them are revoked
///     before the first client is let in
public record RestoreOrder(UUID id, UUID backup, List<KubeconfigOrder> kubeconfigs) {
    public RestoreOrder {
        kubeconfigs = List.copyOf(kubeconfigs);
    }
}
