package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.Fact;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.PartitionOffer;
import io.bergwerk.server.catalog.RegionOffer;
import io.bergwerk.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What clusters get when machines are scarce: 10 of one type, 1 of another, plenty of the third.
class MachineStockTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @BeforeEach
    void fewMachines() {
        cloud.offer(stocked(cloud.catalog(), Map.of("n1-medium-x86", 10, "c1-large-x86", 1)));
    }

    @Test
    void whatANewClusterNeedsAtLeastHasToBeThere() {
        var server = cloud.bystander();
        create(server, "first", group("group-0", "n1-medium-x86", 6, 9));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> create(server, "second", group("group-0", "n1-medium-x86", 5, 5)))
                .withMessage("cluster second: it needs 5 more machines of type n1-medium-x86 in partition eqx-mu4"
                        + " (expected: at most 4, which are free)")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
        create(server, "third", group("group-0", "n1-medium-x86", 4, 20));
        create(server, "fourth", group("group-0", "c1-medium-x86", 30, 30));

        assertThat(free(server))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("n1-medium-x86", 0, "c1-large-x86", 1, "c1-medium-x86", PartitionOffer.PLENTY - 30));
    }

    @Test
    void aChangeNeedsOnlyWhatItAdds() {
        var server = cloud.bystander();
        var cluster = create(server, "grows", group("group-0", "n1-medium-x86", 6, 9));
        var changes = server.feature().changes();

        changes.update(TestCloud.owner(), cluster.id(), sized("group-0", "n1-medium-x86", 10));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(
                        () -> changes.update(TestCloud.owner(), cluster.id(), sized("group-0", "n1-medium-x86", 11)))
                .withMessageContaining("it needs 1 more machines of type n1-medium-x86");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> changes.update(TestCloud.owner(), cluster.id(), sized("group-0", "c1-large-x86", 2)))
                .withMessageContaining("it needs 2 more machines of type c1-large-x86 in partition eqx-mu4")
                .withMessageContaining("at most 1, which are free");
        changes.update(TestCloud.owner(), cluster.id(), sized("group-0", "c1-large-x86", 1));

        assertThat(free(server)).containsEntry("n1-medium-x86", 10).containsEntry("c1-large-x86", 0);
    }

    @Test
    void whoHasMoreThanThereIsNowMayStillChangeSomethingElse() {
        var before = cloud.bystander();
        var cluster = create(before, "rich", group("group-0", "n1-medium-x86", 8, 9));
        cloud.offer(stocked(cloud.catalog(), Map.of("n1-medium-x86", 3)));
        var server = cloud.bystander();

        server.feature().changes().update(TestCloud.owner(), cluster.id(), sized("group-0", "n1-medium-x86", 7));

        assertThat(free(server)).containsEntry("n1-medium-x86", 0);
    }

    @Test
    void ofManyAtOnceAsManyGetMachinesAsThereAre() throws Exception {
        var server = cloud.bystander();
        var attempts = new ArrayList<Callable<Boolean>>();
        IntStream.range(0, 12)
                .forEach(number -> attempts.add(() -> {
                    try {
                        create(server, "many-" + number, group("group-0", "n1-medium-x86", 2, 2));
                        return true;
                    } catch (ApiException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
                        return false;
                    }
                }));

        var made = 0;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var attempt : callers.invokeAll(attempts)) {
                made += attempt.get() ? 1 : 0;
            }
        }

        assertThat(made).isEqualTo(5);
    }

    @Test
    void growthEndsWhereTheMachinesEndAndIsNoError() {
        var server = cloud.server();
        var cluster = create(server, "hungry", group("group-0", "n1-medium-x86", 2, 8));
        var other = create(server, "other", group("group-0", "n1-medium-x86", 3, 3));
        cloud.awaitSucceeded(server, cluster.id());
        cloud.awaitSucceeded(server, other.id());

        cloud.world().grows(cluster.id(), "group-0", 8);

        Eventually.until("it has what is left", () -> cloud.world().nodes(cluster.id()) == 7);
        var told = Eventually.value(
                "the limit is told",
                () -> server.clusters()
                        .get(TestCloud.owner(), cluster.id())
                        .status()
                        .condition(ConditionType.EVERY_NODE_READY),
                condition -> condition.reason().equals("MachinesExhausted"));
        assertThat(told.status()).isEqualTo(Fact.Status.TRUE);
        assertThat(told.message())
                .isEqualTo("Worker group group-0 stays at 7 of at most 8 nodes, because partition eqx-mu4 has no more"
                        + " machines of type n1-medium-x86.");
        assertThat(free(server)).containsEntry("n1-medium-x86", 0);

        server.clusters().delete(TestCloud.owner(), other.id());
        cloud.awaitGone(server, other.id());
        Eventually.until("three are free", () -> free(server).getOrDefault("n1-medium-x86", 0) == 3);
        cloud.world().grows(cluster.id(), "group-0", 8);
        Eventually.until("it grows on", () -> cloud.world().nodes(cluster.id()) == 8);
    }

    @Test
    void aProjectHasAQuotaOfNodes() {
        var standard = ClusterConfig.DEFAULT;
        cloud.configure(new ClusterConfig(
                standard.domain(),
                standard.purpose(),
                standard.workersMax(),
                standard.perProjectMax(),
                10,
                standard.kubeconfigMax(),
                standard.kubeconfigsMax(),
                standard.kubeconfigPatience(),
                standard.keepDeleted()));
        var server = cloud.bystander();
        var cluster = create(server, "first", group("group-0", "n1-medium-x86", 1, 6));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> create(server, "second", group("group-0", "n1-medium-x86", 1, 5)))
                .withMessageContaining("maxsize of all worker groups would be 11 together (expected: at most 10")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
        create(server, "third", group("group-0", "n1-medium-x86", 1, 4));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.feature()
                        .changes()
                        .update(TestCloud.owner(), cluster.id(), sized("group-0", "n1-medium-x86", 7)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
        server.clusters().create(TestCloud.stranger(), draft("second", group("group-0", "n1-medium-x86", 1, 6)));
    }

    static Catalog stocked(Catalog catalog, Map<String, Integer> machines) {
        var regions = catalog.regions().stream()
                .map(region -> new RegionOffer(
                        region.id(),
                        region.name(),
                        region.description(),
                        region.address(),
                        region.active(),
                        region.partitions().stream()
                                .map(partition -> stocked(partition, machines))
                                .toList(),
                        region.machineTypes(),
                        region.defaults()))
                .toList();
        return new Catalog(
                regions,
                catalog.machineTypes(),
                catalog.kubernetes(),
                catalog.machineImages(),
                catalog.partitionAliases());
    }

    private static PartitionOffer stocked(PartitionOffer partition, Map<String, Integer> machines) {
        return new PartitionOffer(
                partition.id(),
                partition.name(),
                partition.description(),
                partition.address(),
                partition.active(),
                machines);
    }

    private Map<String, Integer> free(TestPlatform server) {
        var stock = new MachineStock(cloud.catalog(), new ClusterStore());
        return server.database().withHandle(stock::levels).stream()
                .collect(java.util.stream.Collectors.toMap(
                        level -> level.kind().machineType(), MachineStock.Level::free));
    }

    private static Cluster create(TestPlatform server, String name, WorkerGroupSpec group) {
        return server.clusters().create(TestCloud.owner(), draft(name, group));
    }

    private static ClusterDraft draft(String name, WorkerGroupSpec group) {
        return new ClusterDraft(name, "eqx-mu4", "1.36.3", List.of(group), Optional.empty());
    }

    private static WorkerGroupSpec group(String name, String type, int min, int max) {
        return new WorkerGroupSpec(name, type, min, max, 1, 0);
    }

    private static ClusterChange sized(String group, String type, int size) {
        var change = new WorkerGroupChange(
                group, Optional.of(type), Optional.of(size), Optional.of(size), Optional.empty(), Optional.empty());
        return new ClusterChange(Optional.empty(), List.of(change), Optional.empty());
    }
}
