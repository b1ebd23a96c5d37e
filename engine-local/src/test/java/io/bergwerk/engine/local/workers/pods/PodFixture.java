package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A pod and the API server that keeps its status, without an API server: patches are applied here.
final class PodFixture {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final ObjectNode object;
    private Instant now = START;
    private List<Reference> missing = List.of();
    private Optional<String> freeIp = Optional.of("10.240.0.2");
    private int writes;

    PodFixture(String spec) {
        object = (ObjectNode) json("""
                {"metadata": {"namespace": "default", "name": "p", "uid": "u1", "resourceVersion": "1", "generation": 1}}
                """);
        object.set("spec", json(spec));
        ((ObjectNode) object.path("spec")).put("nodeName", "n1");
    }

    static PodFixture simple() {
        return new PodFixture("{containers: [{name: a, image: nginx}]}");
    }

    static JsonNode json(String text) {
        try {
            return KubeApi.JSON
                    .reader()
                    .with(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .readTree(quoted(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /// Lets tests write bare words for strings.
    private static String quoted(String text) {
        return text.replaceAll("(?<=[:\\[,] ?)(?!true|false|null)([A-Za-z][\\w./-]*)(?=[,}\\]])", "\"$1\"");
    }

    PodFixture annotated(String name, String value) {
        object.withObject("/metadata/annotations").put("sim.bergwerk.dev/" + name, value);
        return this;
    }

    PodFixture ownedBy(String kind) {
        object.withObject("/metadata")
                .withArray("ownerReferences")
                .addObject()
                .put("kind", kind)
                .put("controller", true);
        return this;
    }

    PodFixture resized(String resource, String amount) {
        object.withObject("/spec/containers/0/resources/requests").put(resource, amount);
        object.withObject("/metadata").put("generation", 2);
        return this;
    }

    PodFixture missing(Reference... references) {
        missing = List.of(references);
        return this;
    }

    PodFixture withoutAddresses() {
        freeIp = Optional.empty();
        return this;
    }

    PodFixture withAddresses() {
        freeIp = Optional.of("10.240.0.2");
        return this;
    }

    PodFixture gateHolds(String gate) {
        object.withObject("/status")
                .withArray("conditions")
                .addObject()
                .put("type", gate)
                .put("status", "True");
        return this;
    }

    PodFixture clockSetBack(Duration time) {
        now = now.minus(time);
        return this;
    }

    PodFixture deleted(int graceSeconds) {
        object.withObject("/metadata")
                .put("deletionTimestamp", now.plusSeconds(graceSeconds).toString())
                .put("deletionGracePeriodSeconds", graceSeconds);
        return this;
    }

    Pod pod() {
        return Pod.of(object);
    }

    PodPlan plan() {
        return PodMachine.plan(pod(), new Surroundings("10.250.0.10", () -> freeIp, missing), now);
    }

    /// Plans and writes, as the driver does.
    PodFixture step() {
        var plan = plan();
        if (!plan.status().equals(pod().status())) {
            var patch = PodPatch.of(pod(), plan.status(), "10.250.0.10", now).path("status");
            var gates = object.path("status").path("conditions").deepCopy();
            object.set("status", patch);
            for (var condition : gates) {
                if (!PodStatuses.OWN.contains(condition.path("type").asText())) {
                    object.withObject("/status").withArray("conditions").add(condition);
                }
            }
            writes++;
        }
        return this;
    }

    PodFixture after(Duration time) {
        now = now.plus(time);
        return step();
    }

    /// Goes to the next time that the machine itself asked for.
    PodFixture atWake() {
        now = plan().wake().orElseThrow();
        return step();
    }

    Instant now() {
        return now;
    }

    int writes() {
        return writes;
    }

    PodStatus status() {
        return pod().status();
    }

    ContainerStatus container(String name) {
        return pod().statusOf(pod().container(name).orElseThrow());
    }
}
