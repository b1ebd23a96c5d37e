package io.bergwerk.engine.local.workers.scale;

import io.bergwerk.engine.local.workers.place.PodNeeds;
import io.bergwerk.engine.local.workers.place.Resources;
import io.bergwerk.engine.local.workers.place.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides which nodes are not needed: those under half requested whose pods all find room on other nodes.
public final class ScaleDown {
    static final double NEEDED_FROM = 0.5; // of processor or memory, as upstream has it

    /// A pod on a node.
    ///
    /// @param stays whether it belongs to the node and is not moved
    /// @param fixed why it may not be moved; empty if it may
    public record Placed(PodNeeds needs, boolean stays, Optional<String> fixed) {}

    /// A node.
    ///
    /// @param spot with what is allocatable, pods not yet counted
    /// @param mayGo whether it could be chosen at all
    /// @param mayTake whether pods could be moved to it
    public record Standing(String name, String group, Spot spot, boolean mayGo, boolean mayTake, List<Placed> pods) {
        Resources requested() {
            return pods.stream().map(pod -> pod.needs().requests()).reduce(Resources.NONE, Resources::plus);
        }

        double share() {
            return requested().shareOf(spot.free());
        }
    }

    private final Map<String, Spot> spots = new HashMap<>();
    private final Map<String, Integer> spare;
    private final Set<String> used = new HashSet<>();
    private final List<String> unneeded = new ArrayList<>();

    private ScaleDown(List<Standing> nodes, Map<String, Integer> spare) {
        this.spare = new HashMap<>(spare);
        nodes.stream()
                .filter(Standing::mayTake)
                .forEach(node -> spots.put(node.name(), node.spot().without(node.requested())));
    }

    /// The nodes that are not needed, all of them together, the emptiest first.
    ///
    /// @param spare nodes above its minimum, by group
    public static List<String> decide(List<Standing> nodes, Map<String, Integer> spare) {
        var decision = new ScaleDown(nodes, spare);
        nodes.stream()
                .filter(node -> node.mayGo() && node.share() < NEEDED_FROM)
                .sorted(Comparator.comparingDouble(Standing::share))
                .forEach(decision::consider);
        return List.copyOf(decision.unneeded);
    }

    /// A node that took another's pods stays.
    private void consider(Standing node) {
        if (spare.getOrDefault(node.group(), 0) <= 0 || used.contains(node.name())) {
            return;
        }
        var moved = new HashMap<>(spots);
        moved.remove(node.name());
        var takers = new HashSet<String>();
        for (var pod : node.pods()) {
            if (!pod.stays() && (pod.fixed().isPresent() || !place(pod, moved, takers))) {
                return;
            }
        }
        spots.clear();
        spots.putAll(moved);
        used.addAll(takers);
        spare.merge(node.group(), -1, Integer::sum);
        unneeded.add(node.name());
    }

    private static boolean place(Placed pod, Map<String, Spot> spots, Set<String> takers) {
        for (var name : spots.keySet().stream().sorted().toList()) {
            var spot = spots.get(name);
            if (spot != null && pod.needs().refusal(spot).isEmpty()) {
                spots.put(name, spot.without(pod.needs().requests()));
                takers.add(name);
                return true;
            }
        }
        return false;
    }
}
