package io.bergwerk.engine.local.inside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.KubeconfigCredentials;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.CertificateAuthority;
import io.bergwerk.engine.local.pki.LeafOrder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The kubeconfigs of one cluster that have rights now: one group and one ClusterRoleBinding each, so that
/// one can be revoked alone.
///
/// Safe for use by many threads. The bindings in the cluster are the truth; they are read once and then kept
/// in mind, because nobody else writes them.
public final class Kubeconfigs {
    static final int MOST_LIVE = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /// What the name of every kubeconfig's group and binding begins with.
    public static final String GROUP = "bergwerk:kubeconfig:";
    private static final String LABEL = "bergwerk.dev/kubeconfig";
    private static final String EXPIRY = "bergwerk.dev/expires";
    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";

    private final InstantSource clock;
    private @Nullable Map<UUID, Instant> live;

    public Kubeconfigs(InstantSource clock) {
        this.clock = clock;
    }

    /// Writes the binding, then signs.
    ///
    /// @throws ApiException `FAILED_PRECONDITION` if the API server does not answer; `RESOURCE_EXHAUSTED` at
    ///     the limit; `INVALID_ARGUMENT` if the user's name is one that Kubernetes gives rights to by itself
    public KubeconfigCredentials issue(ApiClient client, CertificateAuthority ca, KubeconfigOrder order) {
        if (order.user().startsWith("system:") || order.user().startsWith("bergwerk")) {
            throw ApiException.invalid("user", order.user(), "no name of the system's own");
        }
        try {
            bind(client, order);
        } catch (IOException e) {
            throw ApiException.failedPrecondition("The cluster's API server does not answer; try again when it runs.")
                    .withCause(e);
        }
        var identity = ca.issue(
                LeafOrder.client(order.user(), List.of(GROUP + order.id()), order.notBefore(), order.notAfter()));
        return new KubeconfigCredentials(identity.certificatePem(), identity.keyPem());
    }

    private synchronized void bind(ApiClient client, KubeconfigOrder order) throws IOException {
        var known = known(client);
        if (!known.containsKey(order.id())) {
            dropExpired(client, known);
        }
        if (known.size() >= MOST_LIVE && !known.containsKey(order.id())) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "The cluster has %d kubeconfigs that are still valid; wait for some to expire."
                            .formatted(known.size()));
        }
        letIn(client, order.id(), order.role(), order.notAfter());
        known.put(order.id(), order.notAfter());
    }

    /// Writes the binding of a kubeconfig that was issued before.
    ///
    /// @throws IOException if the API server did not take it
    public static void letIn(ApiClient client, UUID kubeconfig, KubeconfigRole role, Instant notAfter)
            throws IOException {
        var answer = client.apply(BINDINGS + "/" + GROUP + kubeconfig, binding(kubeconfig, role, notAfter), LIMIT);
        if (!answer.isOk()) {
            throw new IOException("the binding was refused with status " + answer.status());
        }
    }

    /// Forgets what was read: the datastore is another one.
    public synchronized void forget() {
        live = null;
    }

    private static String binding(UUID kubeconfig, KubeconfigRole role, Instant notAfter)
            throws JsonProcessingException {
        var group = GROUP + kubeconfig;
        return JSON.writeValueAsString(Map.of(
                "apiVersion",
                "rbac.authorization.k8s.io/v1",
                "kind",
                "ClusterRoleBinding",
                "metadata",
                Map.of(
                        "name", group,
                        "labels", Map.of(LABEL, kubeconfig.toString()),
                        "annotations", Map.of(EXPIRY, notAfter.toString())),
                "roleRef",
                Map.of("apiGroup", "rbac.authorization.k8s.io", "kind", "ClusterRole", "name", role(role)),
                "subjects",
                List.of(Map.of("apiGroup", "rbac.authorization.k8s.io", "kind", "Group", "name", group))));
    }

    private static String role(KubeconfigRole role) {
        return switch (role) {
            case ADMIN -> "cluster-admin";
            case VIEWER -> "bergwerk:viewer";
        };
    }

    /// Takes the binding away. Idempotent.
    ///
    /// @throws IOException if the API server does not answer
    public synchronized void revoke(ApiClient client, UUID kubeconfig) throws IOException {
        var answer = client.delete(BINDINGS + "/" + GROUP + kubeconfig, LIMIT);
        if (!answer.isOk() && answer.status() != 404) {
            throw new IOException("the binding could not be removed, status " + answer.status());
        }
        known(client).remove(kubeconfig);
    }

    /// Takes the bindings of expired kubeconfigs away.
    ///
    /// @throws IOException if the API server does not answer
    public synchronized void dropExpired(ApiClient client) throws IOException {
        dropExpired(client, known(client));
    }

    private void dropExpired(ApiClient client, Map<UUID, Instant> known) throws IOException {
        var now = clock.instant();
        var expired = known.keySet().stream()
                .filter(kubeconfig -> expiry(known, kubeconfig).isBefore(now))
                .toList();
        for (var kubeconfig : expired) {
            client.delete(BINDINGS + "/" + GROUP + kubeconfig, LIMIT);
            known.remove(kubeconfig);
        }
    }

    private static Instant expiry(Map<UUID, Instant> known, UUID kubeconfig) {
        return known.getOrDefault(kubeconfig, Instant.MAX);
    }

    private Map<UUID, Instant> known(ApiClient client) throws IOException {
        var known = live;
        if (known == null) {
            known = read(client);
            live = known;
        }
        return known;
    }

    private static Map<UUID, Instant> read(ApiClient client) throws IOException {
        var answer = client.get(BINDINGS + "?labelSelector=" + LABEL.replace("/", "%2F"), LIMIT);
        if (!answer.isOk()) {
            throw new IOException("the bindings cannot be listed, status " + answer.status());
        }
        var found = new ConcurrentHashMap<UUID, Instant>();
        for (var item : JSON.readTree(answer.body()).path("items")) {
            var metadata = item.path("metadata");
            var id = metadata.path("labels").path(LABEL).asText();
            var expiry = metadata.path("annotations").path(EXPIRY).asText();
            found.put(UUID.fromString(id), Instant.parse(expiry));
        }
        return found;
    }
}
