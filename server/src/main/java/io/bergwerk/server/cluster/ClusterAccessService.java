package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.kubeconfig.Kubeconfig;
import io.bergwerk.server.kubeconfig.KubeconfigDocument;
import io.bergwerk.server.kubeconfig.KubeconfigWish;
import io.bergwerk.server.kubeconfig.Kubeconfigs;
import io.bergwerk.server.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Hands out kubeconfigs of a project's clusters, and takes them back.
public final class ClusterAccessService {
    private static final Duration STANDARD = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    private final Database database;
    private final ClusterStore clusters;
    private final RecoveryStore recoveries;
    private final Kubeconfigs kubeconfigs;
    private final ClusterAddresses addresses;
    private final Duration longest;

    ClusterAccessService(
            Database database,
            ClusterStore clusters,
            RecoveryStore recoveries,
            Kubeconfigs kubeconfigs,
            ClusterAddresses addresses,
            Duration longest) {
        this.database = database;
        this.clusters = clusters;
        this.recoveries = recoveries;
        this.kubeconfigs = kubeconfigs;
        this.addresses = addresses;
        this.longest = longest;
    }

    private record Asked(Cluster cluster, Kubeconfigs.Pending pending) {}

    /// A kubeconfig as YAML, which ends by itself after `expiration`; an hour if that is empty. Blocks until
    /// the server that has the engine has answered, for some seconds at most.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` if the expiration is out of bounds; `NOT_FOUND` if the project
    ///     has no such cluster; `FAILED_PRECONDITION` if it is not ready for it or being deleted;
    ///     `RESOURCE_EXHAUSTED` if it has too many; `UNAVAILABLE` if nobody answers
    public String kubeconfig(ProjectAccess access, ClusterId id, KubeconfigRole role, Optional<Duration> expiration) {
        return kubeconfig(tx -> clusters.lock(tx, access, id), access.user(), id, role, expiration);
    }

    /// As [#kubeconfig(ProjectAccess, ClusterId, KubeconfigRole, Optional)], of a cluster of any project.
    public String kubeconfig(AdminAccess access, ClusterId id, KubeconfigRole role, Optional<Duration> expiration) {
        return kubeconfig(tx -> clusters.lockUnscoped(tx, id), access.user(), id, role, expiration);
    }

    private String kubeconfig(
            Function<Handle, Optional<Cluster>> lock,
            UserLogin user,
            ClusterId id,
            KubeconfigRole role,
            Optional<Duration> expiration) {
        var validFor = checked(expiration.orElse(STANDARD));
        var asked = database.inTransaction(tx -> {
            var cluster = lock.apply(tx).orElseThrow(() -> ClusterService.notFound(id));
            requireReady(cluster);
            requireNoRecovery(tx, cluster);
            var wish = new KubeconfigWish(id, cluster.name().value(), cluster.engine(), user.value(), role, validFor);
            return new Asked(cluster, kubeconfigs.request(tx, wish));
        });
        var content = asked.pending().await();
        var endpoint = content.endpoint().server();
        var name = asked.cluster().name();
        var project = asked.cluster().project();
        return KubeconfigDocument.write(
                project,
                name.value(),
                addresses.externalServer(project, name, endpoint),
                addresses.internalServer(project, name, endpoint),
                content);
    }

    /// The kubeconfigs that were given out and whose time is not over: first those with rights, then the revoked ones.
    ///
    /// @throws ApiException `NOT_FOUND` if the project has no such cluster
    public List<Kubeconfig> list(ProjectAccess access, ClusterId id) {
        return database.withHandle(
                tx -> kubeconfigs.list(tx, load(tx, access, id).id()));
    }

    /// Takes the rights of one back. Blocks until the cluster refuses it, for some seconds at most; one that does not
    /// answer is told when it does.
    ///
    /// @throws ApiException `NOT_FOUND` if the project has no such cluster or the cluster no such kubeconfig
    public Kubeconfig revoke(ProjectAccess access, ClusterId id, UUID kubeconfig) {
        database.useTransaction(tx -> {
            if (!kubeconfigs.revoke(tx, load(tx, access, id).id(), kubeconfig)) {
                throw noSuchKubeconfig(id, kubeconfig);
            }
        });
        return kubeconfigs.awaitRefusal(List.of(kubeconfig)).stream()
                .findFirst()
                .orElseThrow(() -> noSuchKubeconfig(id, kubeconfig));
    }

    /// As [#revoke], all that have rights; answers which.
    ///
    /// @throws ApiException `NOT_FOUND` if the project has no such cluster
    public List<Kubeconfig> revokeAll(ProjectAccess access, ClusterId id) {
        var revoked = database.inTransaction(tx -> {
            var cluster = load(tx, access, id);
            return kubeconfigs.revokeIssued(tx, cluster.id(), cluster.engine());
        });
        return kubeconfigs.awaitRefusal(revoked);
    }

    private Cluster load(Handle tx, ProjectAccess access, ClusterId id) {
        return clusters.find(tx, access, id).orElseThrow(() -> ClusterService.notFound(id));
    }

    private static ApiException noSuchKubeconfig(ClusterId cluster, UUID kubeconfig) {
        return ApiException.notFound("uuid: %s (expected: a kubeconfig of cluster %s whose time is not over)"
                .formatted(kubeconfig, cluster));
    }

    private Duration checked(Duration expiration) {
        if (expiration.compareTo(SHORTEST) < 0 || expiration.compareTo(longest) > 0) {
            throw ApiException.invalid(
                    "expiration", expiration, "10 minutes or more, at most %d hours".formatted(longest.toHours()));
        }
        return expiration;
    }

    /// One that is given out while a backup is brought in would lose its rights with it.
    private void requireNoRecovery(Handle tx, Cluster cluster) {
        if (recoveries.findOpen(tx, cluster.id()).isPresent()) {
            throw ApiException.failedPrecondition(
                    "cluster %s: it is being brought back: watch its status until that has ended"
                            .formatted(cluster.name()));
        }
    }

    private static void requireReady(Cluster cluster) {
        if (cluster.deletionRequested()) {
            throw ApiException.failedPrecondition("cluster %s: it is being deleted".formatted(cluster.name()));
        }
        var apiServer = cluster.status().condition(ConditionType.API_SERVER_AVAILABLE);
        if (!cluster.settled() && apiServer.status() != Fact.Status.TRUE) {
            throw ApiException.failedPrecondition(
                    "cluster %s: its API server is not there yet: watch its status until it is"
                            .formatted(cluster.name()));
        }
    }
}
