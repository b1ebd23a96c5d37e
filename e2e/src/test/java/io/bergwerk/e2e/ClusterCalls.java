package io.bergwerk.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/// What tests do with one cluster over and over.
record ClusterCalls(Account owner, String uuid) {
    static final Duration CREATION = Duration.ofMinutes(3);
    static final Duration DELETION = Duration.ofMinutes(2);

    static ClusterCalls create(Account owner, String name) {
        return new ClusterCalls(owner, owner.createCluster(name));
    }

    JsonNode get() {
        return call("Get").ok().path("cluster");
    }

    Api.Answer call(String method) {
        return owner.onCluster(method, uuid);
    }

    Stream watch() {
        return Stream.json(
                owner.api(),
                "api.v1.ClusterService/WatchStatus",
                "{\"project\": \"%s\", \"uuid\": \"%s\"}".formatted(owner.project(), uuid));
    }

    ClusterCalls awaitSucceeded() {
        Await.holds(
                "cluster " + uuid + " that is as ordered",
                CREATION,
                () -> get().at("/status/state").asText().equals("Succeeded"),
                () -> call("Get").body().at("/cluster/status"));
        return this;
    }

    void awaitGone() {
        Await.holds(
                "the end of cluster " + uuid,
                DELETION,
                () -> call("Get").code().equals("not_found"),
                () -> call("Get").body().at("/cluster/status"));
    }

    /// @param method as `GetAdminKubeconfig`
    Kubectl kubectl(String method) {
        return Kubectl.with(kubeconfig(method, 3600).ok().path("kubeconfig").asText());
    }

    Api.Answer kubeconfig(String method, long seconds) {
        return owner.onProject(
                "api.v1.ClusterService/" + method,
                "\"uuid\": \"%s\", \"expiration\": \"%ds\"".formatted(uuid, seconds));
    }

    /// The directory of its processes and files; empty once it is in the trash.
    static Optional<java.nio.file.Path> directory(Installation installation) {
        try (var directories = java.nio.file.Files.list(installation.data().resolve("clusters"))) {
            return directories
                    .filter(path -> java.nio.file.Files.isDirectory(path.resolve("pki")))
                    .findFirst();
        } catch (java.io.IOException e) {
            return Optional.empty();
        }
    }
}
