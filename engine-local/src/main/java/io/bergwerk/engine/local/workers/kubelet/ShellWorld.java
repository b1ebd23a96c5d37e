package io.bergwerk.engine.local.workers.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.local.workers.api.KubeException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a toy shell finds in its container: environment and files, as far as the pod's own specification tells.
///
/// Secrets are named but never shown.
final class ShellWorld {
    private static final String HIDDEN = "(a Secret, not shown on a simulated node)";

    private final KubeletBackend backend;
    private final Target target;
    private final JsonNode pod;
    private final JsonNode container;

    ShellWorld(KubeletBackend backend, Target target) {
        this.backend = backend;
        this.target = target;
        this.pod = backend.api().get("/api/v1/namespaces/%s/pods/%s".formatted(namespace(), hostname()));
        this.container = find(target.container().name());
    }

    private JsonNode find(String name) {
        for (var list : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
            for (var candidate : pod.path("spec").path(list)) {
                if (candidate.path("name").asText().equals(name)) {
                    return candidate;
                }
            }
        }
        return pod.path("nothing");
    }

    Target target() {
        return target;
    }

    String hostname() {
        return target.pod().key().name();
    }

    private String namespace() {
        return target.pod().key().namespace();
    }

    Map<String, String> environment() {
        var variables = new TreeMap<String, String>();
        variables.put("HOSTNAME", hostname());
        variables.put("HOME", "/");
        variables.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        variables.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
        variables.put("KUBERNETES_SERVICE_PORT", "443");
        for (var variable : container.path("env")) {
            variables.put(variable.path("name").asText(), value(variable));
        }
        return variables;
    }

    private String value(JsonNode variable) {
        var source = variable.path("valueFrom");
        if (source.has("secretKeyRef")) {
            return HIDDEN;
        }
        if (source.has("configMapKeyRef")) {
            var reference = source.path("configMapKeyRef");
            return configMap(reference.path("name").asText())
                    .path(reference.path("key").asText())
                    .asText();
        }
        return source.has("fieldRef")
                ? field(source.path("fieldRef").path("fieldPath").asText())
                : variable.path("value").asText();
    }

    private String field(String path) {
        return pod.at("/" + path.replace('.', '/')).asText();
    }

    private JsonNode configMap(String name) {
        try {
            return backend.api()
                    .get("/api/v1/namespaces/%s/configmaps/%s".formatted(namespace(), name))
                    .path("data");
        } catch (KubeException e) {
            return pod.path("nothing");
        }
    }

    /// The text of a file; empty if there is none.
    Optional<String> file(String path) {
        return switch (path) {
            case "/etc/hostname" -> Optional.of(hostname() + "\n");
            case "/etc/hosts" ->
                Optional.of("127.0.0.1\tlocalhost\n%s\t%s\n"
                        .formatted(target.pod().status().podIp(), hostname()));
            case "/etc/os-release" ->
                Optional.of("NAME=\"Simulated\"\nPRETTY_NAME=\"image %s, not started\"\n"
                        .formatted(target.container().image()));
            default -> mounted(path);
        };
    }

    private Optional<String> mounted(String path) {
        for (var mount : container.path("volumeMounts")) {
            var directory = mount.path("mountPath").asText();
            if (path.startsWith(directory + "/")) {
                var key = path.substring(directory.length() + 1);
                return Optional.ofNullable(entries(mount.path("name").asText()).get(key));
            }
        }
        return Optional.empty();
    }

    /// File names of a directory; empty if there is none.
    SortedSet<String> list(String directory) {
        if (directory.equals("/")) {
            return names("bin", "dev", "etc", "proc", "root", "tmp", "usr", "var");
        }
        for (var mount : container.path("volumeMounts")) {
            if (directory.replaceFirst("/$", "").equals(mount.path("mountPath").asText())) {
                return new TreeSet<>(entries(mount.path("name").asText()).keySet());
            }
        }
        return directory.equals("/etc") ? names("hostname", "hosts", "os-release") : new TreeSet<>();
    }

    private static SortedSet<String> names(String... names) {
        return new TreeSet<>(java.util.List.of(names));
    }

    private Map<String, String> entries(String volume) {
        var files = new TreeMap<String, String>();
        for (var candidate : pod.path("spec").path("volumes")) {
            if (candidate.path("name").asText().equals(volume)) {
                addConfigMap(files, candidate.path("configMap"));
                if (candidate.has("secret")) {
                    files.put("(secret)", HIDDEN + "\n");
                }
                for (var source : candidate.path("projected").path("sources")) {
                    addConfigMap(files, source.path("configMap"));
                    if (source.has("serviceAccountToken")) {
                        files.put(
                                source.path("serviceAccountToken").path("path").asText("token"), HIDDEN + "\n");
                    }
                }
            }
        }
        return files;
    }

    private void addConfigMap(Map<String, String> files, JsonNode source) {
        if (source.isObject()) {
            configMap(source.path("name").asText())
                    .properties()
                    .forEach(entry -> files.put(entry.getKey(), entry.getValue().asText()));
        }
    }
}
