package io.bergwerk.server.kubeconfig;

import io.bergwerk.common.ApiException;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Outcome;
import io.bergwerk.server.work.Reconciler;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests for kubeconfigs and takes ended ones away, on the server that has the engine.
///
/// A pass that dies after the engine made the binding is repeated: the binding bears the kubeconfig's id, so
/// the same one is found, and a certificate that was not delivered is known to nobody.
public final class KubeconfigReconciler implements Reconciler<UUID> {
    private static final Logger log = LoggerFactory.getLogger(KubeconfigReconciler.class);
    /// How long an answer may lie until it counts as not fetched.
    private static final Duration FETCH = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Database database;
    private final ClusterEngine engine;
    private final InstantSource clock;
    private final SecureRandom random;
    private final KubeconfigStore store = new KubeconfigStore();

    public KubeconfigReconciler(Database database, ClusterEngine engine, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.engine = engine;
        this.clock = clock;
        this.random = random;
    }

    private record Seen(Kubeconfig kubeconfig, Optional<KubeconfigStore.Request> request) {}

    @Override
    public Outcome reconcile(UUID id) {
        return database.withHandle(tx -> store.find(tx, id).map(found -> new Seen(found, store.findRequest(tx, id))))
                .map(this::reconcile)
                .orElseGet(Outcome::settled);
    }

    private Outcome reconcile(Seen seen) {
        var kubeconfig = seen.kubeconfig();
        if (kubeconfig.endedAt(clock.instant())) {
            return remove(kubeconfig);
        }
        if (seen.request().isEmpty()) {
            return kubeconfig.issuedAt().isPresent() ? untilItEnds(kubeconfig) : abandon(kubeconfig);
        }
        var request = seen.request().get();
        if (request.overdue()) {
            return abandon(kubeconfig);
        }
        if (!request.answered()) {
            answer(kubeconfig, request);
        }
        return Outcome.waiting("the kubeconfig is being fetched", FETCH);
    }

    private void answer(Kubeconfig kubeconfig, KubeconfigStore.Request request) {
        try {
            var sealed = seal(issue(kubeconfig), request);
            database.useTransaction(tx -> {
                if (store.answer(tx, kubeconfig.id(), sealed)) {
                    store.markIssued(tx, kubeconfig.id(), clock.instant());
                    KubeconfigAnswers.tell(tx, kubeconfig.id());
                }
            });
            log.atInfo()
                    .addKeyValue("cluster", kubeconfig.cluster())
                    .addKeyValue("kubeconfig", kubeconfig.id())
                    .addKeyValue("user", kubeconfig.username())
                    .addKeyValue("until", kubeconfig.validUntil())
                    .log("kubeconfig issued");
        } catch (ApiException e) {
            refuse(kubeconfig, e);
        }
    }

    private KubeconfigContent issue(Kubeconfig kubeconfig) {
        var endpoint = engine.observe(kubeconfig.cluster())
                .endpoint()
                .orElseThrow(() -> ApiException.failedPrecondition(
                        "cluster %s: its API server is not there yet: watch its status until it is"
                                .formatted(kubeconfig.cluster())));
        return new KubeconfigContent(endpoint, engine.issueKubeconfig(kubeconfig.cluster(), kubeconfig.order()));
    }

    private byte[] seal(KubeconfigContent content, KubeconfigStore.Request request) {
        return SealedBox.seal(
                ContentBytes.write(content),
                request.askerKey().toByteArray(),
                Kubeconfigs.context(request.kubeconfig()),
                random);
    }

    private void refuse(Kubeconfig kubeconfig, ApiException failure) {
        database.useTransaction(tx -> {
            store.refuse(tx, kubeconfig.id(), failure);
            KubeconfigAnswers.tell(tx, kubeconfig.id());
        });
    }

    /// Nobody fetched it in time, so nobody has it.
    private Outcome abandon(Kubeconfig kubeconfig) {
        database.useTransaction(tx -> store.markRevoked(tx, kubeconfig.id(), clock.instant()));
        return remove(kubeconfig);
    }

    /// Takes the rights away; the row stays until the certificate's time is over, so that it can be shown as
    /// revoked.
    private Outcome remove(Kubeconfig kubeconfig) {
        if (kubeconfig.removedAt().isEmpty()) {
            engine.revokeKubeconfig(kubeconfig.cluster(), kubeconfig.id());
        }
        if (!clock.instant().isBefore(kubeconfig.validUntil())) {
            database.useTransaction(tx -> store.delete(tx, kubeconfig.id()));
            return Outcome.settled();
        }
        database.useTransaction(tx -> {
            store.markRemoved(tx, kubeconfig.id(), clock.instant());
            KubeconfigAnswers.tell(tx, kubeconfig.id());
        });
        return untilItEnds(kubeconfig);
    }

    private Outcome untilItEnds(Kubeconfig kubeconfig) {
        var left = Duration.between(clock.instant(), kubeconfig.validUntil()).plusMillis(1);
        return Outcome.waiting("the kubeconfig expires", left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT);
    }

    @Override
    public List<UUID> liveKeys(Handle tx, Optional<UUID> after, int limit) {
        return store.ids(tx, engine.name(), after, limit);
    }
}
