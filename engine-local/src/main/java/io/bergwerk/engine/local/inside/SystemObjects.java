package io.bergwerk.engine.local.inside;

import io.bergwerk.engine.local.api.ApiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The objects that every cluster has from us, applied server-side under the name `bergwerk`.
public final class SystemObjects {
    /// Changes whenever the objects below do, so that older clusters are brought up to date.
    public static final String REVISION = "1";

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles/";
    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/";

    private SystemObjects() {}

    /// Brings all of them to what they should be. Idempotent.
    ///
    /// @throws IOException if one was not taken
    public static void apply(ApiClient client) throws IOException {
        for (var object : objects().entrySet()) {
            var answer = client.apply(object.getKey(), object.getValue(), LIMIT);
            if (!answer.isOk()) {
                throw new IOException("%s: status %d".formatted(object.getKey(), answer.status()));
            }
        }
    }

    private static Map<String, String> objects() {
        var objects = new LinkedHashMap<String, String>();
        // Without it every `kubectl logs` and `exec` fails with "Forbidden ... nodes/proxy".
        objects.put(BINDINGS + "bergwerk:kubelet-api-admin", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                 "metadata": {"name": "bergwerk:kubelet-api-admin"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
                             "name": "system:kubelet-api-admin"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User",
                               "name": "kube-apiserver-kubelet-client"}]}
                """);
        objects.put(ROLES + "bergwerk:viewer-cluster", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                 "metadata": {"name": "bergwerk:viewer-cluster",
                              "labels": {"bergwerk.dev/aggregate-to-viewer": "true"}},
                 "rules": [
                   {"apiGroups": [""], "resources": ["nodes", "namespaces", "persistentvolumes"],
                    "verbs": ["get", "list", "watch"]},
                   {"apiGroups": ["storage.k8s.io"], "resources": ["storageclasses", "csidrivers", "csinodes",
                    "volumeattachments"], "verbs": ["get", "list", "watch"]},
                   {"apiGroups": ["scheduling.k8s.io"], "resources": ["priorityclasses"],
                    "verbs": ["get", "list", "watch"]},
                   {"apiGroups": ["apiextensions.k8s.io"], "resources": ["customresourcedefinitions"],
                    "verbs": ["get", "list", "watch"]},
                   {"apiGroups": ["metrics.k8s.io"], "resources": ["nodes", "pods"],
                    "verbs": ["get", "list", "watch"]}]}
                """);
        objects.put(ROLES + "bergwerk:viewer", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                 "metadata": {"name": "bergwerk:viewer"},
                 "aggregationRule": {"clusterRoleSelectors": [
                   {"matchLabels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"}},
                   {"matchLabels": {"bergwerk.dev/aggregate-to-viewer": "true"}}]}}
                """);
        return objects;
    }
}
