package io.bergwerk.engine.local.workers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.kubelet.EgressServer;
import io.bergwerk.engine.local.workers.work.Timers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Registers the resource metrics API (`kubectl top`, autoscaling by usage) once a cluster's nodes are Ready.
///
/// The service has an external name that only the egress socket knows, so it needs no pod and no endpoint.
final class MetricsRegistration implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetricsRegistration.class);
    private static final Duration LATER = Duration.ofSeconds(1); // so that it costs the creation of a cluster nothing
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final String SERVICES = "/api/v1/namespaces/kube-system/services";
    private static final String API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String API_SERVICE = "v1beta1.metrics.k8s.io";
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    private static final String ROLE = "system:aggregated-metrics-reader";

    private final KubeApi api;
    private final Timers timers;
    private final String authorityPem;
    private volatile boolean closed;
    private final AtomicBoolean begun = new AtomicBoolean();

    MetricsRegistration(KubeApi api, Timers timers, String authorityPem) {
        this.api = api;
        this.timers = timers;
        this.authorityPem = authorityPem;
    }

    /// Registers later, once; repeated calls cost nothing.
    void ensure() {
        if (begun.compareAndSet(false, true)) {
            timers.later(timers.now().plus(LATER), this::register);
        }
    }

    private void register() {
        if (closed) {
            return;
        }
        try {
            create(SERVICES, service());
            create(ROLES, role());
            create(API_SERVICES, apiService());
        } catch (KubeException e) {
            if (!e.isUnreachable()) {
                log.atWarn().setCause(e).log("metrics API not registered, tried again in {}", RETRY);
            }
            timers.later(timers.now().plus(RETRY), this::register);
        }
    }

    private void create(String collection, ObjectNode object) {
        try {
            api.create(collection, object);
        } catch (KubeException e) {
            if (!e.isAlreadyThere()) {
                throw e;
            }
        }
    }

    private static ObjectNode service() {
        var service = object("v1", "Service", EgressServer.METRICS_SERVICE);
        var spec = service.putObject("spec").put("type", "ExternalName").put("externalName", EgressServer.METRICS_HOST);
        spec.putArray("ports").addObject().put("name", "https").put("port", 443);
        return service;
    }

    private ObjectNode apiService() {
        var service = object("apiregistration.k8s.io/v1", "APIService", API_SERVICE);
        var spec = service.putObject("spec")
                .put("group", "metrics.k8s.io")
                .put("version", "v1beta1")
                .put("groupPriorityMinimum", 100)
                .put("versionPriority", 100)
                .put("caBundle", Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.US_ASCII)));
        spec.putObject("service")
                .put("name", EgressServer.METRICS_SERVICE)
                .put("namespace", "kube-system")
                .put("port", 443);
        return service;
    }

    /// Aggregated into the roles that Kubernetes has for users, as the upstream metrics server does.
    private static ObjectNode role() {
        var role = object("rbac.authorization.k8s.io/v1", "ClusterRole", ROLE);
        role.withObject("/metadata")
                .putObject("labels")
                .put("rbac.authorization.k8s.io/aggregate-to-admin", "true")
                .put("rbac.authorization.k8s.io/aggregate-to-edit", "true")
                .put("rbac.authorization.k8s.io/aggregate-to-view", "true");
        var rule = role.putArray("rules").addObject();
        rule.putArray("apiGroups").add("metrics.k8s.io");
        rule.putArray("resources").add("pods").add("nodes");
        rule.putArray("verbs").add("get").add("list").add("watch");
        return role;
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        var object =
                KubeApi.JSON.createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name);
        return object;
    }

    @Override
    public void close() {
        closed = true;
    }

    void remove() {
        closed = true;
        for (var path : new String[] {
            API_SERVICES + "/" + API_SERVICE, SERVICES + "/" + EgressServer.METRICS_SERVICE, ROLES + "/" + ROLE
        }) {
            try {
                api.delete(path, KubeApi.JSON.createObjectNode());
            } catch (KubeException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
    }
}
