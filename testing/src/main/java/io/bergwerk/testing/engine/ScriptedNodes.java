package io.bergwerk.testing.engine;

import io.bergwerk.engine.ClusterNode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.NodeGeneration;
import io.bergwerk.engine.WorkerGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The nodes of one scripted cluster, by group; each is Ready as long as it is there. Guarded by its world.
///
/// A node of another generation than the ordered one is replaced by one with a name of its own.
final class ScriptedNodes {
    private final Map<String, Set<String>> groups = new LinkedHashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, Map<NodeGeneration, Integer>> numbers = new HashMap<>();

    /// What came and went, by name.
    ///
    /// @param seen how many nodes each group had in between and at the end
    record Moved(Set<String> made, Set<String> gone, List<Map<String, Integer>> seen, boolean asOrdered) {}

    /// Makes the nodes what is ordered, within what each group may have more and less meanwhile.
    ///
    /// @param limit how many nodes of a group may come, and how many go
    Moved bringTo(ClusterOrder order, int limit) {
        var ordered = new LinkedHashMap<String, Set<String>>();
        var moved = new Moved(new LinkedHashSet<>(), new LinkedHashSet<>(), new ArrayList<>(), false);
        for (var group : order.workerGroups()) {
            var wanted = wanted(group, order);
            ordered.put(group.name(), wanted);
            bring(group, wanted, limit, moved);
        }
        sizes.keySet().retainAll(ordered.keySet());
        groups.forEach((group, present) -> {
            if (!ordered.containsKey(group)) {
                remove(present, first(present, limit), moved);
            }
        });
        groups.values().removeIf(Set::isEmpty);
        ordered.values().removeIf(Set::isEmpty);
        return new Moved(moved.made(), moved.gone(), moved.seen(), groups.equals(ordered));
    }

    private Set<String> wanted(WorkerGroup group, ClusterOrder order) {
        var size = group.clamp(sizes.getOrDefault(group.name(), group.min()));
        sizes.put(group.name(), size);
        var number = numbers.computeIfAbsent(group.name(), _ -> new LinkedHashMap<>());
        var roll = number.computeIfAbsent(NodeGeneration.of(group, order.version()), _ -> number.size());
        return IntStream.range(0, size)
                .mapToObj(index -> group.name() + "-" + index + (roll == 0 ? "" : "-" + roll))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void bring(WorkerGroup group, Set<String> wanted, int limit, Moved moved) {
        var present = groups.computeIfAbsent(group.name(), _ -> new LinkedHashSet<>());
        var mayCome = limit;
        var mayGo = limit;
        while (!present.equals(wanted)) {
            var missing = without(wanted, present);
            var room = Math.min(missing.size(), wanted.size() + group.maxSurge() - present.size());
            var old = without(present, wanted);
            var spare = Math.min(old.size(), present.size() - wanted.size() + group.maxUnavailable());
            if (Math.min(room, mayCome) > 0) {
                mayCome -= make(present, first(missing, Math.min(room, mayCome)), moved);
            } else if (Math.min(spare, mayGo) > 0) {
                mayGo -= remove(present, first(old, Math.min(spare, mayGo)), moved);
            } else {
                return;
            }
        }
    }

    private int make(Set<String> present, Set<String> coming, Moved moved) {
        present.addAll(coming);
        moved.made().addAll(coming);
        moved.seen().add(counts());
        return coming.size();
    }

    private int remove(Set<String> present, Set<String> going, Moved moved) {
        present.removeAll(going);
        moved.gone().addAll(going);
        moved.seen().add(counts());
        return going.size();
    }

    private static Set<String> without(Set<String> names, Set<String> others) {
        var rest = new LinkedHashSet<>(names);
        rest.removeAll(others);
        return rest;
    }

    private static Set<String> first(Set<String> names, int count) {
        return names.stream().limit(count).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    void clear() {
        groups.clear();
        sizes.clear();
    }

    /// As if pods had made a group larger; the next order makes it so, within its bounds.
    void grow(String group, int size) {
        sizes.put(group, size);
    }

    /// In the order of their names; ids follow from names, and all were made at one time.
    List<ClusterNode> list(boolean ready) {
        return groups.entrySet().stream()
                .flatMap(group -> group.getValue().stream()
                        .map(name -> new ClusterNode("id-of-" + name, name, group.getKey(), "", ready, Instant.EPOCH)))
                .sorted(Comparator.comparing(ClusterNode::name))
                .toList();
    }

    /// How many nodes each group is to have.
    Map<String, Integer> sizes() {
        return Map.copyOf(sizes);
    }

    private Map<String, Integer> counts() {
        return groups.entrySet().stream()
                .filter(group -> !group.getValue().isEmpty())
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, group -> group.getValue().size()));
    }

    int count() {
        return groups.values().stream().mapToInt(Set::size).sum();
    }
}
