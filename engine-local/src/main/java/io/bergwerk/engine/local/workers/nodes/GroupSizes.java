package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.WorkerGroup;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many nodes each group shall have, and which ones are to go because it shrank; kept in a ConfigMap of
/// the cluster.
///
/// Number and nodes are written at once, so that a death between a decision and its consequences loses
/// neither. Users who change it get what they ask for, within the group's bounds. Safe for use by many
/// threads.
public final class GroupSizes {
    private static final Logger log = LoggerFactory.getLogger(GroupSizes.class);
    private static final String COLLECTION = "/api/v1/namespaces/kube-system/configmaps";
    private static final String NAME = "bergwerk-worker-groups";

    /// @param nodes how many there shall be
    /// @param leaving uids of nodes that are to go
    public record Size(int nodes, Set<String> leaving) {
        public Size {
            leaving = Set.copyOf(leaving);
        }
    }

    private final KubeApi api;
    private final Map<String, Size> sizes = new HashMap<>();
    private boolean loaded;
    private boolean exists;

    public GroupSizes(KubeApi api) {
        this.api = api;
    }

    /// Reads them anew when next asked, for example because the cluster was restored.
    public synchronized void forget() {
        loaded = false;
    }

    /// What a group shall have now. What is outside of its bounds, or was never written, is written.
    ///
    /// @param present nodes that a group without a number has
    public synchronized Size of(WorkerGroup group, int present) {
        load();
        var known = Optional.ofNullable(sizes.get(group.name()));
        var wanted = group.clamp(known.map(Size::nodes).orElse(present));
        var size = new Size(wanted, known.map(Size::leaving).orElse(Set.of()));
        var isWorthKeeping = group.min() < group.max() || known.isPresent();
        if (isWorthKeeping && !known.equals(Optional.of(size))) {
            write(group.name(), size);
        }
        return size;
    }

    public synchronized void write(String group, Size size) {
        load();
        var patch = KubeApi.JSON.createObjectNode();
        patch.putObject("data").put(group, text(size));
        if (exists) {
            try {
                api.patch(COLLECTION + "/" + NAME, patch);
            } catch (KubeException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
                create(patch);
            }
        } else {
            create(patch);
        }
        sizes.put(group, size);
    }

    private void create(ObjectNode object) {
        object.put("apiVersion", "v1").put("kind", "ConfigMap");
        object.putObject("metadata").put("name", NAME);
        api.create(COLLECTION, object);
        exists = true;
    }

    private void load() {
        if (loaded) {
            return;
        }
        sizes.clear();
        exists = false;
        try {
            var data = api.get(COLLECTION + "/" + NAME).path("data");
            exists = true;
            data.properties()
                    .forEach(entry ->
                            parse(entry.getValue().asText()).ifPresent(size -> sizes.put(entry.getKey(), size)));
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        loaded = true;
    }

    /// What users make of it may be anything.
    private static Optional<Size> parse(String text) {
        try {
            var object = KubeApi.JSON.readTree(text);
            return object.path("nodes").isInt() ? Optional.of(size(object)) : Optional.empty();
        } catch (JsonProcessingException e) {
            log.debug("a worker group's size is unreadable and is made anew", e);
            return Optional.empty();
        }
    }

    private static Size size(JsonNode object) {
        var leaving = new HashSet<String>();
        object.path("leaving").forEach(uid -> leaving.add(uid.asText()));
        return new Size(object.path("nodes").asInt(), leaving);
    }

    private static String text(Size size) {
        var object = KubeApi.JSON.createObjectNode().put("nodes", size.nodes());
        var leaving = object.putArray("leaving");
        size.leaving().stream().sorted().forEach(leaving::add);
        return object.toString();
    }
}
