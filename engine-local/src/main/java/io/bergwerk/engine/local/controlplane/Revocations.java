package io.bergwerk.engine.local.controlplane;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// What `revoked.json` says: kubeconfigs that were revoked while the API server could not be told.
public record Revocations(List<String> kubeconfigs) {
    static final Revocations NONE = new Revocations(List.of());

    public Revocations {
        kubeconfigs = List.copyOf(kubeconfigs);
    }

    Revocations and(UUID kubeconfig) {
        var all = Stream.concat(kubeconfigs.stream(), Stream.of(kubeconfig.toString()));
        return new Revocations(all.distinct().toList());
    }
}
