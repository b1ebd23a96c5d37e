package io.bergwerk.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What runs on a cluster's nodes and would be disturbed if they went. DaemonSets' pods do not count, which end with
/// their nodes.
///
/// @param pods number of them on the nodes of each worker group, by its name
/// @param budgets the PodDisruptionBudgets that guard any of them
public record Workload(Map<String, Integer> pods, List<DisruptionBudget> budgets) {
    public static final Workload NONE = new Workload(Map.of(), List.of());

    public Workload {
        pods = Map.copyOf(pods);
        budgets = List.copyOf(budgets);
    }

    /// A PodDisruptionBudget.
    ///
    /// @param disruptionsAllowed pods that may go at this moment
    /// @param groups worker groups that have its pods
    public record DisruptionBudget(String namespace, String name, int disruptionsAllowed, Set<String> groups) {
        public DisruptionBudget {
            groups = Set.copyOf(groups);
        }

        /// The same, of some groups' pods only.
        public DisruptionBudget in(Set<String> some) {
            var left = new HashSet<>(groups);
            left.retainAll(some);
            return new DisruptionBudget(namespace, name, disruptionsAllowed, left);
        }
    }
}
