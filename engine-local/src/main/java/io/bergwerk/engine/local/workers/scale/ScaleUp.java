package io.bergwerk.engine.local.workers.scale;

import io.bergwerk.engine.local.workers.place.PodNeeds;
import io.bergwerk.engine.local.workers.place.Resources;
import io.bergwerk.engine.local.workers.place.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Decides which groups grow for pods that no node takes: the largest pod first, onto the first node that
/// takes it, and where there is none, onto a new one of the least expensive group that would.
public final class ScaleUp {
    static final String FULL = "max node group size reached";

    /// A pod that the scheduler finds no node for.
    public record Pending(String id, PodNeeds needs) {}

    /// A node that is there or on its way.
    ///
    /// @param judged whether the scheduler has refused it to all of these pods already
    public record Present(Spot spot, boolean judged) {}

    /// A group that may grow.
    ///
    /// @param spot what a new node of it would be
    /// @param price of a node; only compared
    public record Candidate(String group, Spot spot, int size, int max, long price) {}

    private static final class Place {
        private final boolean judged;
        private final String group;
        private Spot spot;
        private boolean exclusive;

        Place(Spot spot, boolean judged, String group) {
            this.spot = spot;
            this.judged = judged;
            this.group = group;
        }

        /// A pod that minds its neighbours gets a node without another such pod, and none that refused it
        /// before.
        boolean take(PodNeeds needs) {
            var suits = !needs.exclusive() || (!judged && !exclusive);
            if (!suits || needs.refusal(spot).isPresent()) {
                return false;
            }
            spot = spot.without(needs.requests());
            exclusive |= needs.exclusive();
            return true;
        }
    }

    private final List<Place> places = new ArrayList<>();
    private final List<Candidate> candidates;
    private final Map<String, Integer> added = new HashMap<>();
    private final Map<String, String> helped = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();

    private ScaleUp(List<Present> present, List<Candidate> candidates) {
        present.forEach(node -> places.add(new Place(node.spot(), node.judged(), "")));
        this.candidates = candidates.stream()
                .sorted(Comparator.comparingLong(Candidate::price))
                .toList();
    }

    /// @param candidates in the user's order, which decides between groups of one price
    public static Growth decide(List<Pending> pods, List<Present> present, List<Candidate> candidates) {
        var decision = new ScaleUp(present, candidates);
        pods.stream()
                .sorted(Comparator.comparingDouble(ScaleUp::weight).reversed())
                .forEach(decision::place);
        return new Growth(decision.added, decision.helped, decision.refused);
    }

    private static double weight(Pending pod) {
        return pod.needs().requests().shareOf(new Resources(1000, 4L << 30, 1)); // as much memory per core as is usual
    }

    private void place(Pending pod) {
        for (var place : places) {
            if (place.take(pod.needs())) {
                if (!place.group.isEmpty()) {
                    helped.put(pod.id(), place.group);
                }
                return;
            }
        }
        var reasons = new TreeMap<String, Integer>();
        for (var candidate : candidates) {
            var refusal = refusal(candidate, pod);
            if (refusal.isEmpty()) {
                grow(candidate, pod);
                return;
            }
            reasons.merge(refusal, 1, Integer::sum);
        }
        refused.put(
                pod.id(),
                reasons.entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey())
                        .collect(Collectors.joining(", ")));
    }

    /// Empty if a new node of the group may be made and would take the pod.
    private String refusal(Candidate candidate, Pending pod) {
        return pod.needs().refusal(candidate.spot()).orElseGet(() -> {
            var size = candidate.size() + added.getOrDefault(candidate.group(), 0);
            return size < candidate.max() ? "" : FULL;
        });
    }

    private void grow(Candidate candidate, Pending pod) {
        var place = new Place(candidate.spot(), false, candidate.group());
        place.take(pod.needs());
        places.add(place);
        added.merge(candidate.group(), 1, Integer::sum);
        helped.put(pod.id(), candidate.group());
    }
}
