package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bergwerk.api.v1.ClusterServiceDeleteRequest;
import io.bergwerk.api.v1.ClusterServiceUpdateRequest;
import io.bergwerk.api.v1.KubernetesSpec;
import io.bergwerk.api.v1.WorkerUpdate;
import io.bergwerk.common.ApiException;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.Workload;
import io.bergwerk.engine.Workload.DisruptionBudget;
import io.bergwerk.server.cluster.ClusterPlan.Fate;
import io.bergwerk.server.cluster.ClusterPlan.GroupPlan;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.Seed;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.v1.ClusterPlanServicePlanUpdateResponse;
import io.bergwerk.v1.ClusterPlanServicePreviewDeleteResponse;
import io.bergwerk.v1.PlannedBudget;
import io.bergwerk.v1.WorkerGroupPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterPlanTest {
    private static final int CHANGES = 200;
    private static final List<String> TYPES = List.of("n1-medium-x86", "c1-medium-x86", "c1-large-x86");
    private static final List<String> NAMES = List.of("group-0", "fast", "large", "spare");

    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @RegisterExtension
    final Seed seed = Seed.fresh();

    /// Changes of one cluster after another cluster's, some of them refused: what the plan says is what happens.
    @Test
    void aPlanIsWhatThenHappens() {
        var random = seed.random();
        var server = cloud.server();
        var cluster = made(server, 0);
        var refused = 0;
        var fates = new TreeMap<Fate, Integer>();
        for (var number = 1; number <= CHANGES; number++) {
            if (random.nextInt(20) == 0) {
                cluster = made(server, number);
            }
            grow(server, cluster, random);
            var before = server.clusters().get(TestCloud.owner(), cluster.id());
            var change = change(before.spec(), random);
            var madeBefore = cloud.world().made(cluster.id()).size();
            var goneBefore = cloud.world().gone(cluster.id()).size();

            var plan = attempt(() -> server.feature().plans().update(TestCloud.viewer(), before.id(), change));
            assertThat(wish(server.clusters().get(TestCloud.owner(), cluster.id())))
                    .as("a plan changes nothing")
                    .isEqualTo(wish(before));
            var done = attempt(() -> server.feature().changes().update(TestCloud.owner(), before.id(), change));

            assertThat(plan.refusal()).as("%s of %s", change, before.spec()).isEqualTo(done.refusal());
            if (plan.value().isEmpty()) {
                refused++;
                continue;
            }
            var after = cloud.awaitSucceeded(server, cluster.id());
            var expected = plan.value().get();
            var groups = expected.groups();
            assertThat(counted(groups, GroupPlan::added))
                    .as("nodes made by %s of %s", change, before.spec())
                    .isEqualTo(happened(cloud.world().made(cluster.id()), madeBefore));
            assertThat(counted(groups, GroupPlan::removed))
                    .as("nodes removed by %s of %s", change, before.spec())
                    .isEqualTo(happened(cloud.world().gone(cluster.id()), goneBefore));
            assertThat(counted(groups, GroupPlan::after)).isEqualTo(after.machines());
            assertThat(expected.before()).contains(before.spec().version());
            assertThat(expected.after()).contains(after.spec().version());
            assertThat(expected.priceAfter()).isEqualTo(price(after));
            assertThat(expected.priceBefore()).isEqualTo(price(before));
            groups.forEach(group -> fates.merge(group.fate(), 1, Integer::sum));
        }
        System.out.println(
                "figure: %d changes, %d refused in the same words, groups %s".formatted(CHANGES, refused, fates));
        assertThat(fates.keySet()).containsExactly(Fate.values());
        assertThat(refused).isBetween(5, CHANGES / 2);
    }

    /// What passes in the background leave alone.
    private static List<Object> wish(Cluster cluster) {
        return List.of(cluster.spec(), cluster.version(), cluster.updatedAt(), cluster.deletionRequested());
    }

    private Cluster made(TestPlatform server, int number) {
        var group = new WorkerGroupSpec("group-0", "n1-medium-x86", 1, 3, 1, 0);
        var draft = new ClusterDraft("c" + number, "eqx-mu4", "1.36.1", List.of(group), Optional.empty());
        var plan = server.feature().plans().create(TestCloud.viewer(), draft);
        var cluster = cloud.awaitSucceeded(
                server, server.clusters().create(TestCloud.owner(), draft).id());
        assertThat(counted(plan.groups(), GroupPlan::added)).isEqualTo(cluster.machines());
        return cluster;
    }

    /// As if pods had asked for more nodes.
    private void grow(TestPlatform server, Cluster cluster, Random random) {
        var current = server.clusters().get(TestCloud.owner(), cluster.id());
        if (random.nextBoolean()) {
            var groups = current.spec().workerGroups();
            var group = groups.get(random.nextInt(groups.size()));
            cloud.world().grows(cluster.id(), group.name(), group.max());
            Eventually.until(
                    "it has grown",
                    () -> server.clusters()
                            .get(TestCloud.owner(), cluster.id())
                            .machines()
                            .getOrDefault(group.name(), 0)
                            .equals(group.max()));
            cloud.awaitSucceeded(server, cluster.id());
        }
    }

    private static ClusterChange change(ClusterSpec spec, Random random) {
        var version = switch (random.nextInt(6)) {
            case 0 -> Optional.of("1.36.3");
            case 1 -> Optional.of("1.37.2");
            case 2 -> random.nextInt(3) == 0 ? Optional.of("1.35.0") : Optional.<String>empty();
            default -> Optional.<String>empty();
        };
        return new ClusterChange(version, random.nextInt(5) == 0 ? List.of() : groups(spec, random), Optional.empty());
    }

    /// Some of the groups there are, changed or not, and maybe one more.
    private static List<WorkerGroupChange> groups(ClusterSpec spec, Random random) {
        var groups = new ArrayList<WorkerGroupChange>();
        for (var group : spec.workerGroups()) {
            if (random.nextInt(5) != 0) {
                groups.add(change(group.name(), random));
            }
        }
        var name = NAMES.get(random.nextInt(NAMES.size()));
        if (groups.isEmpty() || groups.stream().noneMatch(group -> group.name().equals(name))) {
            groups.add(change(name, random));
        }
        return groups;
    }

    /// Now and then with more nodes at least than at most, which is refused.
    private static WorkerGroupChange change(String name, Random random) {
        return new WorkerGroupChange(
                name,
                random.nextInt(3) == 0 ? Optional.of(TYPES.get(random.nextInt(TYPES.size()))) : Optional.empty(),
                random.nextBoolean() ? Optional.of(1 + random.nextInt(3)) : Optional.empty(),
                random.nextBoolean() ? Optional.of(3 + random.nextInt(3)) : Optional.empty(),
                random.nextInt(4) == 0 ? Optional.of(random.nextInt(3)) : Optional.empty(),
                random.nextInt(4) == 0 ? Optional.of(random.nextInt(3)) : Optional.empty());
    }

    /// @param refusal code and words
    private record Attempt<T>(Optional<T> value, Optional<String> refusal) {}

    private static <T> Attempt<T> attempt(Supplier<T> call) {
        try {
            return new Attempt<>(Optional.of(call.get()), Optional.empty());
        } catch (ApiException e) {
            return new Attempt<>(Optional.empty(), Optional.of(e.code() + " " + e.getMessage()));
        }
    }

    private static Map<String, Integer> counted(List<GroupPlan> groups, ToIntFunction<GroupPlan> count) {
        return groups.stream()
                .filter(plan -> count.applyAsInt(plan) > 0)
                .collect(Collectors.toMap(plan -> plan.group().name(), plan -> count.applyAsInt(plan)));
    }

    /// Nodes by group in what a world did after a moment; their names begin with their group's.
    private static Map<String, Integer> happened(List<String> history, int since) {
        return history.subList(since, history.size()).stream()
                .filter(thing -> thing.startsWith("node "))
                .map(thing -> NAMES.stream()
                        .filter(name -> thing.startsWith("node " + name + "-"))
                        .findFirst()
                        .orElseThrow())
                .collect(Collectors.toMap(name -> name, _ -> 1, Integer::sum));
    }

    private long price(Cluster cluster) {
        return cluster.spec().workerGroups().stream()
                .mapToLong(group -> cloud.catalog()
                                .machineType(group.machineType())
                                .orElseThrow()
                                .priceMicroEuro()
                        * cluster.machines().getOrDefault(group.name(), 0))
                .sum();
    }

    @Test
    void anUpdateIsToldGroupByGroup() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        cloud.world()
                .runs(
                        cluster.id(),
                        new Workload(
                                Map.of("group-0", 7, "other", 3),
                                List.of(
                                        new DisruptionBudget("default", "loose", 2, Set.of("group-0")),
                                        new DisruptionBudget("shop", "tight", 0, Set.of("group-0", "other")),
                                        new DisruptionBudget("shop", "elsewhere", 0, Set.of("other")))));
        var request = ClusterServiceUpdateRequest.newBuilder()
                .setUuid(cluster.id().toString())
                .setKubernetes(KubernetesSpec.newBuilder().setVersion("1.37.2"))
                .addWorkers(WorkerUpdate.newBuilder().setName("group-0").setMaxunavailable(1))
                .addWorkers(WorkerUpdate.newBuilder()
                        .setName("fast")
                        .setMachineType("c1-medium-x86")
                        .setMinsize(1)
                        .setMaxsize(2))
                .build();

        ClusterPlanServicePlanUpdateResponse answer = ApiCall.call(
                TestCloud.viewer(), observer -> server.feature().planApi().planUpdate(request, observer));

        var plan = answer.getPlan();
        assertThat(plan.getWorkerGroupsList())
                .containsExactly(
                        WorkerGroupPlan.newBuilder()
                                .setName("group-0")
                                .setChange(io.bergwerk.v1.WorkerGroupChange.WORKER_GROUP_CHANGE_ROLLED)
                                .setNodesBefore(2)
                                .setNodesAfter(2)
                                .setNodesAdded(2)
                                .setNodesRemoved(2)
                                .setMaxSurge(1)
                                .setMaxUnavailable(1)
                                .build(),
                        WorkerGroupPlan.newBuilder()
                                .setName("fast")
                                .setChange(io.bergwerk.v1.WorkerGroupChange.WORKER_GROUP_CHANGE_ADDED)
                                .setNodesAfter(1)
                                .setNodesAdded(1)
                                .build());
        assertThat(plan.getPods()).isEqualTo(7);
        assertThat(plan.getDisruptionBudgetsList())
                .containsExactly(
                        PlannedBudget.newBuilder()
                                .setNamespace("shop")
                                .setName("tight")
                                .addWorkerGroups("group-0")
                                .build(),
                        PlannedBudget.newBuilder()
                                .setNamespace("default")
                                .setName("loose")
                                .setDisruptionsAllowed(2)
                                .addWorkerGroups("group-0")
                                .build());
        assertThat(plan.getKubernetesVersionBefore()).isEqualTo("1.36.3");
        assertThat(plan.getKubernetesVersionAfter()).isEqualTo("1.37.2");
        assertThat(plan.getPriceMicroEuroAfter()).isGreaterThan(plan.getPriceMicroEuroBefore());
        assertThat(plan.hasExpectedDuration())
                .as("nothing like it was measured")
                .isFalse();
    }

    @Test
    void aDeletionIsPreviewedAndAProtectedOneRefused() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        server.feature().access().kubeconfig(TestCloud.owner(), cluster.id(), KubeconfigRole.ADMIN, Optional.empty());
        var request = ClusterServiceDeleteRequest.newBuilder()
                .setUuid(cluster.id().toString())
                .build();

        ClusterPlanServicePreviewDeleteResponse answer = ApiCall.call(
                TestCloud.viewer(), observer -> server.feature().planApi().previewDelete(request, observer));

        assertThat(answer.getKubeconfigsRevoked()).isEqualTo(1);
        assertThat(answer.getPlan().hasPods()).as("the cluster does not say").isFalse();
        assertThat(answer.getPlan().getWorkerGroupsList()).singleElement().satisfies(group -> {
            assertThat(group.getChange()).isEqualTo(io.bergwerk.v1.WorkerGroupChange.WORKER_GROUP_CHANGE_REMOVED);
            assertThat(group.getNodesRemoved()).isEqualTo(2);
        });
        assertThat(answer.getPlan().getPriceMicroEuroAfter()).isZero();
        assertThat(server.clusters().get(TestCloud.owner(), cluster.id()).deletionRequested())
                .isFalse();

        server.feature().changes().protect(TestCloud.owner(), cluster.id(), Optional.of(true));
        var refusal = catchThrowableOfType(
                ApiException.class, () -> server.feature().plans().delete(TestCloud.owner(), cluster.id()));
        assertThat(refusal).hasMessageContaining("protected from deletion");
    }

    @Test
    void whatIsExpectedIsWhatTheLastOnesTook() {
        cloud.world().staysSilent(EngineCall.ENSURE_WORKERS);
        var server = cloud.server();
        var draft = TestCloud.draft("demo");
        assertThat(server.feature().plans().create(TestCloud.owner(), draft).expected())
                .isEmpty();
        var cluster = server.clusters().create(TestCloud.owner(), draft);
        cloud.clock().advance(Duration.ofSeconds(30));
        cloud.world().speaks(EngineCall.ENSURE_WORKERS);
        cloud.awaitSucceeded(server, cluster.id());

        var alike =
                new ClusterDraft("next", draft.partition(), draft.version(), draft.workerGroups(), draft.maintenance());
        var larger = new ClusterDraft(
                "large",
                draft.partition(),
                draft.version(),
                List.of(new WorkerGroupSpec("group-0", "n1-medium-x86", 5, 5, 1, 0)),
                draft.maintenance());

        assertThat(server.feature().plans().create(TestCloud.owner(), alike).expected())
                .contains(Duration.ofSeconds(30));
        assertThat(server.feature().plans().create(TestCloud.owner(), larger).expected())
                .contains(Duration.ofSeconds(60));
    }

    @Test
    void aPlanForANameThatIsTakenIsRefusedAsTheCreationIs() {
        var server = cloud.bystander();
        server.clusters().create(TestCloud.owner(), TestCloud.draft("demo"));

        var plan = attempt(() -> server.feature().plans().create(TestCloud.viewer(), TestCloud.draft("demo")));
        var done = attempt(() -> server.clusters().create(TestCloud.owner(), TestCloud.draft("demo")));

        assertThat(plan.refusal()).isPresent().isEqualTo(done.refusal());
        assertThat(server.clusters().list(TestCloud.owner())).hasSize(1);
    }
}
