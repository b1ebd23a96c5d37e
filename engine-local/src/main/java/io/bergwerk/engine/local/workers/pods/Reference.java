package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A Secret or ConfigMap without which a pod cannot start.
///
/// @param mounted as a volume; otherwise read into the environment
record Reference(Kind kind, String name, boolean mounted) {
    /// What is referred to.
    enum Kind {
        SECRET("secret", "secrets"),
        CONFIG_MAP("configmap", "configmaps");

        private final String word;
        private final String plural;

        Kind(String word, String plural) {
            this.word = word;
            this.plural = plural;
        }

        String word() {
            return word;
        }

        String path(String namespace, String name) {
            return "/api/v1/namespaces/%s/%s/%s".formatted(namespace, plural, name);
        }
    }

    String describe() {
        return "%s \"%s\" not found".formatted(kind.word(), name);
    }

    /// All references of a pod that are not optional.
    static List<Reference> of(JsonNode spec) {
        var found = new LinkedHashSet<Reference>();
        for (var volume : spec.path("volumes")) {
            add(found, Kind.SECRET, volume.path("secret"), "secretName", true);
            add(found, Kind.CONFIG_MAP, volume.path("configMap"), "name", true);
            for (var source : volume.path("projected").path("sources")) {
                add(found, Kind.SECRET, source.path("secret"), "name", true);
                add(found, Kind.CONFIG_MAP, source.path("configMap"), "name", true);
            }
        }
        for (var list : List.of("initContainers", "containers")) {
            spec.path(list).forEach(container -> addEnvironment(found, container));
        }
        return List.copyOf(found);
    }

    private static void addEnvironment(Set<Reference> found, JsonNode container) {
        for (var source : container.path("envFrom")) {
            add(found, Kind.SECRET, source.path("secretRef"), "name", false);
            add(found, Kind.CONFIG_MAP, source.path("configMapRef"), "name", false);
        }
        for (var variable : container.path("env")) {
            add(found, Kind.SECRET, variable.path("valueFrom").path("secretKeyRef"), "name", false);
            add(found, Kind.CONFIG_MAP, variable.path("valueFrom").path("configMapKeyRef"), "name", false);
        }
    }

    private static void add(Set<Reference> found, Kind kind, JsonNode source, String field, boolean mounted) {
        if (source.isObject() && !source.path("optional").asBoolean(false)) {
            found.add(new Reference(kind, source.path(field).asText().intern(), mounted));
        }
    }
}
