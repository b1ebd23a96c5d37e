package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact.Status;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import io.bergwerk.testing.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A cluster of real components and its backups. Its clock stands, so that only what a test asks for is due.
class RestoreTest {
    private static SettableClock clock;
    private static TestHost host;
    private static ClusterOrder cluster;

    @BeforeAll
    static void create() {
        clock = new SettableClock(Instant.now());
        host = TestHost.withClock(clock);
        cluster = host.create();
    }

    @AfterAll
    static void remove() {
        host.close();
    }

    /// Valid for longer than the clock is moved.
    private static Kubectl administrator() {
        return Kubectl.of(
                host, cluster.id(), KubeconfigRole.ADMIN, Instant.now().plus(Duration.ofDays(1)));
    }

    private static ClusterBackup backUp() {
        clock.advance(BackupSchedule.EVERY);
        host.engine().doChores();
        return host.engine().backups(cluster.id()).getFirst();
    }

    @Test
    void aDeletedObjectComesBackAndARevokedKubeconfigDoesNot() {
        var kept = administrator();
        var revoked = administrator();
        assertThat(kept.run("create", "configmap", "lost").status()).isZero();
        var backup = backUp();
        assertThat(backup.occasion()).isEqualTo(Occasion.SCHEDULED);
        assertThat(kept.run("delete", "configmap", "lost").status()).isZero();
        host.engine().revokeKubeconfig(cluster.id(), revoked.kubeconfig());
        var later = administrator();

        var restore = new RestoreOrder(UUID.randomUUID(), backup.id(), List.of(living(kept), living(later)));
        host.killInTheMiddle(
                directory -> ServerInAChild.restoring(directory, cluster.id(), TestHost.VERSION, restore),
                () -> Files.exists(host.directory(cluster.id()).resolve("etcd.before")));
        done(() -> host.engine().ensureRestored(cluster.id(), restore));

        assertThat(kept.run("get", "configmap", "lost", "-o", "jsonpath={.metadata.name}")
                        .output())
                .isEqualTo("lost");
        assertThat(later.run("get", "configmaps").status()).isZero();
        assertThat(revoked.run("get", "configmaps").output()).contains("Forbidden");
        assertThat(kept.run("create", "configmap", "fresh", "-o", "jsonpath={.metadata.resourceVersion}")
                        .output())
                .satisfies(revision -> assertThat(Long.parseLong(revision)).isGreaterThan(1_000_000_000L));
        assertThat(host.directory(cluster.id()).resolve("etcd.before")).doesNotExist();
        assertThat(host.engine().backups(cluster.id()))
                .extracting(ClusterBackup::occasion)
                .contains(Occasion.RESTORE);
    }

    private static KubeconfigOrder living(Kubectl kubectl) {
        return ServerInAChild.living(kubectl.kubeconfig());
    }

    @Test
    void aDamagedBackupLeavesTheClusterAsItWas() throws IOException {
        var kubectl = administrator();
        var backup = backUp();
        assertThat(kubectl.run("create", "configmap", "present").status()).isZero();
        var pids = Records.pids(host.directory(cluster.id()));
        var file = host.directory(cluster.id())
                .resolve("backups/%d-scheduled.db".formatted(backup.takenAt().toEpochMilli()));
        Files.write(file, "damage".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);

        var restore = new RestoreOrder(UUID.randomUUID(), backup.id(), List.of(living(kubectl)));
        eventually(() -> host.engine().ensureRestored(cluster.id(), restore) instanceof StepResult.Failed);

        done(() -> host.engine().ensureControlPlane(cluster));
        assertThat(kubectl.run("get", "configmap", "present").status()).isZero();
        assertThat(Records.pids(host.directory(cluster.id()))).isEqualTo(pids);
    }

    @Test
    void backupsAreTakenWhenTheyAreDueAndTheirAbsenceIsSaid() throws IOException {
        var backups = host.engine().backups(cluster.id()).size();
        host.engine().doChores();
        backUp();
        host.engine().doChores();
        assertThat(host.engine().backups(cluster.id())).hasSize(backups + 1);

        var directory = host.directory(cluster.id()).resolve("backups");
        var aside = directory.resolveSibling("backups.aside");
        Files.move(directory, aside);
        Files.createFile(directory); // nothing can be written below it
        clock.advance(Duration.ofHours(1));
        host.engine().doChores();
        assertThat(host.engine().observe(cluster.id()).observability())
                .satisfies(fact -> assertThat(fact.status()).isEqualTo(Status.FALSE))
                .satisfies(fact -> assertThat(fact.reason()).isEqualTo("BackupsFail"));

        Files.delete(directory);
        Files.move(aside, directory);
        host.engine().doChores();
        assertThat(host.engine().observe(cluster.id()).observability().isTrue()).isTrue();
    }
}
