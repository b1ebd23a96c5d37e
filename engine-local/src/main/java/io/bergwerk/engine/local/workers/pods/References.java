package io.bergwerk.engine.local.workers.pods;

import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Looks whether Secrets and ConfigMaps are there, without reading or keeping what is in them.
final class References {
    private static final Duration TRUSTED_FOR = Duration.ofSeconds(20);
    private static final int REMEMBERED_MAX = 2000;

    private final KubeApi api;
    private final Timers timers;
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();

    References(KubeApi api, Timers timers) {
        this.api = api;
        this.timers = timers;
    }

    List<Reference> missing(Pod pod) {
        return pod.references().stream()
                .filter(reference -> !exists(reference.kind().path(pod.key().namespace(), reference.name())))
                .toList();
    }

    /// Pods of one Deployment ask for the same things at the same time.
    private boolean exists(String path) {
        var now = timers.now();
        var before = seen.get(path);
        if (before != null && now.isBefore(before.plus(TRUSTED_FOR))) {
            return true;
        }
        try {
            api.get(path);
        } catch (KubeException e) {
            if (e.isNotFound()) {
                return false;
            }
            throw e;
        }
        if (seen.size() >= REMEMBERED_MAX) {
            seen.clear();
        }
        seen.put(path, now);
        return true;
    }
}
