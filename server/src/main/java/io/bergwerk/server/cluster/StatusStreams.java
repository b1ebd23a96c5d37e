package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The open streams of one server, found by what they watch. Safe for use by many threads.
final class StatusStreams {
    private final Map<ClusterId, Set<StatusStream>> ofClusters = new ConcurrentHashMap<>();
    private final Map<ProjectId, Set<StatusStream>> ofProjects = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    void add(StatusStream stream) {
        stream.only()
                .ifPresentOrElse(
                        cluster -> add(ofClusters, cluster, stream), () -> add(ofProjects, stream.project(), stream));
    }

    void remove(StatusStream stream) {
        stream.only()
                .ifPresentOrElse(
                        cluster -> remove(ofClusters, cluster, stream),
                        () -> remove(ofProjects, stream.project(), stream));
    }

    /// Those who watch the cluster alone, and those who watch its project.
    List<StatusStream> watching(ProjectId project, ClusterId cluster) {
        var found = new ArrayList<>(ofClusters.getOrDefault(cluster, Set.of()));
        found.addAll(ofProjects.getOrDefault(project, Set.of()));
        found.removeIf(stream -> !stream.project().equals(project));
        return found;
    }

    List<StatusStream> all() {
        return Stream.concat(ofClusters.values().stream(), ofProjects.values().stream())
                .flatMap(Set::stream)
                .toList();
    }

    /// Projects that somebody watches as a whole.
    Set<ProjectId> projects() {
        return Set.copyOf(ofProjects.keySet());
    }

    int size() {
        return size.get();
    }

    private <K> void add(Map<K, Set<StatusStream>> map, K key, StatusStream stream) {
        map.compute(key, (_, present) -> {
            var streams = present == null ? ConcurrentHashMap.<StatusStream>newKeySet() : present;
            if (streams.add(stream)) {
                size.incrementAndGet();
            }
            return streams;
        });
    }

    private <K> void remove(Map<K, Set<StatusStream>> map, K key, StatusStream stream) {
        map.computeIfPresent(key, (_, streams) -> {
            if (streams.remove(stream)) {
                size.decrementAndGet();
            }
            return streams.isEmpty() ? null : streams;
        });
    }
}
