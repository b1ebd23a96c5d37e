package io.bergwerk.engine.local.workers.pods;

/// Names one pod at a time.
public record PodKey(String namespace, String name) {
    public String path() {
        return "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
