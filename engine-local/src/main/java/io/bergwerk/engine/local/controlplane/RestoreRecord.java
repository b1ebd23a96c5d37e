package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.RestoreOrder;
import java.util.List;
import java.util.UUID;

/// What `restore.json` says of the last restore.
///
/// @param backup to come back to; empty if the data is already what it should be and only the kubeconfigs are
///     not
/// @param message why it did not work, for the user
public record RestoreRecord(String id, String backup, Stage stage, List<Living> kubeconfigs, String message) {
    /// How far.
    public enum Stage {
        /// The data may be that of before, the backup's, or half of it.
        ORDERED,
        /// The data is the backup's.
        SWAPPED,
        DONE,
        /// The data is that of before.
        FAILED
    }

    /// A kubeconfig that is to have rights afterwards.
    ///
    /// @param role empty if its rights are not to be written, only to be left where they are
    /// @param expires RFC 3339
    public record Living(String id, String role, String expires) {
        static Living of(KubeconfigOrder order) {
            return new Living(
                    order.id().toString(), order.role().name(), order.notAfter().toString());
        }
    }

    public RestoreRecord {
        kubeconfigs = List.copyOf(kubeconfigs);
    }

    static RestoreRecord ordered(RestoreOrder order) {
        return new RestoreRecord(
                order.id().toString(), order.backup().toString(), Stage.ORDERED, living(order.kubeconfigs()), "");
    }

    /// @param backup may be empty
    public static RestoreRecord undeletion(UUID id, String backup, List<KubeconfigOrder> kubeconfigs) {
        return new RestoreRecord(
                id.toString(), backup, backup.isEmpty() ? Stage.SWAPPED : Stage.ORDERED, living(kubeconfigs), "");
    }

    private static List<Living> living(List<KubeconfigOrder> orders) {
        return orders.stream().map(Living::of).toList();
    }

    boolean isPending() {
        return stage == Stage.ORDERED || stage == Stage.SWAPPED;
    }

    RestoreRecord at(Stage next) {
        return new RestoreRecord(id, backup, next, kubeconfigs, message);
    }

    RestoreRecord failed(String why) {
        return new RestoreRecord(id, backup, Stage.FAILED, List.of(), why);
    }
}
