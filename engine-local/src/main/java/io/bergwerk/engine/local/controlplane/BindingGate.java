package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.backup.DatastoreTools;
import io.bergwerk.engine.local.controlplane.RestoreRecord.Living;
import io.bergwerk.engine.local.inside.Kubeconfigs;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// Lets nobody into a cluster whose kubeconfig was revoked while the API server could not be told: their
/// bindings are taken out of the datastore before the API server starts.
final class BindingGate {
    private static final String KEYS = "/registry/clusterrolebindings/" + Kubeconfigs.GROUP;

    private final ClusterDirectory directory;
    private final DatastoreTools tools;

    BindingGate(ClusterDirectory directory, DatastoreTools tools) {
        this.directory = directory;
        this.tools = tools;
    }

    /// Whether anything is to be done before the API server may start.
    boolean isClosed() {
        return restore().findAny().isPresent() || directory.revoked().read().isPresent();
    }

    /// @throws IOException if the datastore does not answer
    void open() throws IOException {
        var revoked = revoked();
        var living = restore()
                .map(it ->
                        new HashSet<>(it.kubeconfigs().stream().map(Living::id).toList()))
                .findAny();
        var doomed = tools.keys(KEYS).stream()
                .filter(key -> {
                    var id = key.substring(KEYS.length());
                    return revoked.contains(id)
                            || living.filter(it -> !it.contains(id)).isPresent();
                })
                .toList();
        tools.delete(doomed);
    }

    /// Writes the bindings that a backup did not know yet.
    ///
    /// @throws IOException if the API server did not take one
    void letIn(ApiClient client) throws IOException {
        var revoked = revoked();
        for (var living : restore().flatMap(it -> it.kubeconfigs().stream()).toList()) {
            if (!living.role().isEmpty() && !revoked.contains(living.id())) {
                Kubeconfigs.letIn(
                        client,
                        UUID.fromString(living.id()),
                        KubeconfigRole.valueOf(living.role()),
                        Instant.parse(living.expires()));
            }
        }
    }

    /// Makes the revocations that nobody could be told of, and forgets them.
    ///
    /// @throws IOException if the datastore does not answer
    void settleRevocations() throws IOException {
        if (directory.revoked().read().isPresent()) {
            tools.delete(revoked().stream().map(id -> KEYS + id).toList());
            directory.revoked().remove();
        }
    }

    /// The kubeconfigs that have a binding at this moment, as such that are to keep it.
    List<Living> present() throws IOException {
        return tools.keys(KEYS).stream()
                .map(key -> new Living(key.substring(KEYS.length()), "", ""))
                .toList();
    }

    private Stream<RestoreRecord> restore() {
        return directory.restore().read().filter(RestoreRecord::isPending).stream();
    }

    private Set<String> revoked() {
        return directory
                .revoked()
                .read()
                .map(it -> Set.copyOf(it.kubeconfigs()))
                .orElse(Set.of());
    }
}
