package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.catalog.RegionOffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The rules of worker groups in one region.
final class WorkerGroupRules {
    private static final int MIN_LIMIT = 32;
    private static final int MAX_LIMIT = 64;
    /// Node names and cloud resources are made of it, which leaves 15 characters.
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])");

    private final RegionOffer region;

    WorkerGroupRules(RegionOffer region) {
        this.region = region;
    }

    /// The groups of a new cluster, in the order of the request.
    List<WorkerGroupSpec> complete(List<WorkerGroupSpec> asked) {
        return asked.isEmpty() ? List.of(standard("group-0")) : checked(asked, List.of());
    }

    /// The groups of a cluster after a change, in the order of the request; those that it does not name are gone.
    List<WorkerGroupSpec> changed(List<WorkerGroupSpec> before, List<WorkerGroupChange> asked) {
        if (asked.isEmpty()) {
            return before;
        }
        var present = byName(before);
        var after = asked.stream()
                .map(change -> change.appliedTo(present.getOrDefault(change.name(), standard(change.name()))))
                .toList();
        return checked(after, before);
    }

    private WorkerGroupSpec standard(String name) {
        var defaults = region.defaults();
        return new WorkerGroupSpec(name, defaults.machineType(), defaults.workerMin(), defaults.workerMax(), 1, 0);
    }

    private List<WorkerGroupSpec> checked(List<WorkerGroupSpec> groups, List<WorkerGroupSpec> before) {
        var present = byName(before);
        var names = new HashSet<String>();
        for (var index = 0; index < groups.size(); index++) {
            var group = groups.get(index);
            var path = "workers[%d]".formatted(index);
            check(path, group);
            checkMachineType(path, group, present);
            require(names.add(group.name()), path + ".name", group.name(), "a name that no other group has");
        }
        var guaranteed = groups.stream().mapToInt(WorkerGroupSpec::min).sum();
        require(guaranteed >= 1, "workers", "minsize 0 everywhere", "a group with minsize 1 or more");
        return groups.stream().map(WorkerGroupRules::withSurge).toList();
    }

    private static Map<String, WorkerGroupSpec> byName(List<WorkerGroupSpec> groups) {
        return groups.stream().collect(Collectors.toMap(WorkerGroupSpec::name, Function.identity()));
    }

    private static void check(String path, WorkerGroupSpec group) {
        require(
                NAME.matcher(group.name()).matches(),
                path + ".name",
                group.name(),
                "2 to 15 of a-z, 0-9 and -, with no - at either end");
        requireBetween(0, MIN_LIMIT, path + ".minsize", group.min());
        requireBetween(1, MAX_LIMIT, path + ".maxsize", group.max());
        require(group.min() <= group.max(), path + ".minsize", group.min(), "at most maxsize, which is " + group.max());
        requireBetween(0, MAX_LIMIT, path + ".maxsurge", group.maxSurge());
        requireBetween(0, MAX_LIMIT, path + ".maxunavailable", group.maxUnavailable());
    }

    /// A type that is no longer on offer may stay where it is.
    private void checkMachineType(String path, WorkerGroupSpec group, Map<String, WorkerGroupSpec> present) {
        var before = present.get(group.name());
        if (before == null || !before.machineType().equals(group.machineType())) {
            require(
                    region.machineTypes().contains(group.machineType()),
                    path + ".machine_type",
                    group.machineType(),
                    "one of " + String.join(", ", region.machineTypes()));
        }
    }

    /// A roll that may neither add nor take away a node would never move.
    private static WorkerGroupSpec withSurge(WorkerGroupSpec group) {
        return group.maxSurge() == 0 && group.maxUnavailable() == 0
                ? new WorkerGroupSpec(group.name(), group.machineType(), group.min(), group.max(), 1, 0)
                : group;
    }

    private static void requireBetween(int least, int most, String field, int given) {
        require(given >= least && given <= most, field, given, "%d to %d".formatted(least, most));
    }

    private static void require(boolean holds, String field, Object given, String expected) {
        if (!holds) {
            throw ApiException.invalid(field, given, expected);
        }
    }
}
