package io.bergwerk.server.kubeconfig;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.IdSource;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Wakeups;
import io.bergwerk.server.work.WorkKind;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks for kubeconfigs and takes them back.
public final class Kubeconfigs {
    private static final Logger log = LoggerFactory.getLogger(Kubeconfigs.class);
    /// A caller's clock may be behind ours: a certificate that begins a little earlier works for it at once.
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    private final Database database;
    private final Wakeups wakeups;
    private final IdSource ids;
    private final InstantSource clock;
    private final SecureRandom random;
    private final KubeconfigAnswers answers;
    private final Duration patience;
    private final int liveMax;
    private final KubeconfigStore store = new KubeconfigStore();

    /// @param patience how long a caller waits for the server that has the engine
    /// @param liveMax kubeconfigs of one cluster that may hold rights at once
    public Kubeconfigs(
            Database database,
            Wakeups wakeups,
            KubeconfigAnswers answers,
            IdSource ids,
            InstantSource clock,
            SecureRandom random,
            Duration patience,
            int liveMax) {
        this.database = database;
        this.wakeups = wakeups;
        this.answers = answers;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
        this.patience = patience;
        this.liveMax = liveMax;
    }

    /// The kind of work that kubeconfigs of an engine's clusters are.
    public static WorkKind<UUID> kind(String engine) {
        return WorkKind.ofIds("kubeconfig/" + engine);
    }

    /// A wish that is written down and waits for its answer.
    public final class Pending {
        private final UUID id;
        private final KubeconfigWish wish;
        private final SealedBox.Recipient recipient;

        private Pending(UUID id, KubeconfigWish wish, SealedBox.Recipient recipient) {
            this.id = id;
            this.wish = wish;
            this.recipient = recipient;
        }

        /// Blocks until the answer is there, not longer than the configured patience.
        ///
        /// @throws ApiException `UNAVAILABLE` if the server that has the engine does not answer, or the
        ///     engine's own
        public KubeconfigContent await() {
            answers.await(id, patience, () -> database.withHandle(tx -> store.isAnswered(tx, id)));
            var answer = database.inTransaction(tx -> take(tx, wish, id));
            return answer.sealed()
                    .map(box -> ContentBytes.read(recipient.open(box, context(id))))
                    .orElseThrow(() -> failure(answer));
        }

        private ApiException failure(KubeconfigStore.Answer answer) {
            return answer.errorCode()
                    .map(code -> ApiException.of(
                            ErrorCode.valueOf(code), answer.error().orElse("")))
                    .orElseGet(() -> ApiException.unavailable(
                            "cluster %s: the server that runs it does not answer at the moment: try again"
                                    .formatted(wish.clusterName())));
        }
    }

    /// Writes the wish down, in the transaction that has checked it.
    ///
    /// @throws ApiException `RESOURCE_EXHAUSTED` if the cluster has as many live ones as it may have
    public Pending request(Handle tx, KubeconfigWish wish) {
        var now = clock.instant();
        var live = store.countLive(tx, wish.cluster(), now);
        if (live >= liveMax) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "cluster %s: it has %d live kubeconfigs (expected: less than %d): wait until some have expired"
                            .formatted(wish.clusterName(), live, liveMax));
        }
        var recipient = new SealedBox.Recipient(random);
        var kubeconfig = written(wish);
        store.insert(tx, kubeconfig);
        store.insertRequest(tx, kubeconfig.id(), recipient.publicKey(), patience);
        wakeups.add(tx, kind(wish.engine()), kubeconfig.id());
        return new Pending(kubeconfig.id(), wish, recipient);
    }

    private Kubeconfig written(KubeconfigWish wish) {
        // X.509 knows whole seconds.
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new Kubeconfig(
                ids.next(),
                wish.cluster(),
                wish.engine(),
                wish.user(),
                wish.role(),
                now.minus(BACKDATED),
                now.plus(wish.validFor()),
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// What nobody will fetch any more is taken back.
    private KubeconfigStore.Answer take(Handle tx, KubeconfigWish wish, UUID id) {
        var answer = store.takeAnswer(tx, id).orElse(KubeconfigStore.Answer.NONE);
        if (answer.sealed().isEmpty()) {
            store.markRevoked(tx, id, clock.instant());
            wakeups.add(tx, kind(wish.engine()), id);
        }
        return answer;
    }

    /// What an answer is sealed together with, so that it answers this request alone.
    static byte[] context(UUID kubeconfig) {
        return kubeconfig.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// Those that were given out and whose time is not over: first those with rights, then the revoked ones.
    public List<Kubeconfig> list(Handle tx, ClusterId cluster) {
        return store.list(tx, cluster, clock.instant(), 2 * liveMax);
    }

    /// Revokes one that was given out; whether the cluster has it.
    public boolean revoke(Handle tx, ClusterId cluster, UUID id) {
        var found = store.find(tx, id)
                .filter(it -> it.cluster().equals(cluster) && it.issuedAt().isPresent());
        found.filter(it -> it.revokedAt().isEmpty()).ifPresent(it -> {
            store.markRevoked(tx, id, now());
            wakeups.add(tx, kind(it.engine()), id);
        });
        return found.isPresent();
    }

    /// Revokes all that were given out and have rights; answers which.
    public List<UUID> revokeIssued(Handle tx, ClusterId cluster, String engine) {
        var revoked = store.revokeIssued(tx, cluster, now());
        revoked.forEach(id -> wakeups.add(tx, kind(engine), id));
        return revoked;
    }

    /// Blocks until their clusters refuse them all, but not for longer than the configured patience.
    ///
    /// @return how they are then
    public List<Kubeconfig> awaitRefusal(List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        answers.await(ids.getLast(), patience, () -> database.withHandle(tx -> store.areRemoved(tx, ids)));
        return database.withHandle(tx -> store.list(tx, ids));
    }

    /// Those of a cluster that hold rights now, as its engine is told of them.
    public List<KubeconfigOrder> living(Handle tx, ClusterId cluster) {
        return store.living(tx, cluster, clock.instant(), liveMax).stream()
                .map(Kubeconfig::order)
                .toList();
    }

    /// Lets a cluster be told once more of those that were revoked since then.
    public void revokeAgain(Handle tx, ClusterId cluster, String engine, Instant since) {
        store.unmarkRemoved(tx, cluster, since).forEach(id -> wakeups.add(tx, kind(engine), id));
    }

    /// As exact as the database keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// Marks all of a cluster's kubeconfigs as revoked; whoever removes the cluster then takes the bindings away.
    public void revokeAll(Handle tx, ClusterId cluster) {
        store.revokeAll(tx, cluster, clock.instant());
    }

    /// Forgets the kubeconfigs of a cluster that is gone.
    public void forget(Handle tx, ClusterId cluster) {
        store.deleteAll(tx, cluster);
    }

    /// Takes the bindings of a cluster's revoked kubeconfigs away, for a cluster that is going to be removed.
    ///
    /// A cluster that does not answer is no reason to keep it: its authority goes with it, and all certificates
    /// too.
    public void removeBindings(ClusterEngine engine, ClusterId cluster) {
        var bound = database.withHandle(tx -> store.listBound(tx, cluster, liveMax));
        for (var id : bound) {
            try {
                engine.revokeKubeconfig(cluster, id);
            } catch (ApiException e) {
                log.atInfo()
                        .addKeyValue("cluster", cluster)
                        .log("kubeconfigs end with the cluster, which does not answer: {}", e.getMessage());
                return;
            }
            database.useTransaction(tx -> store.markRemoved(tx, id, clock.instant()));
        }
    }
}
