package io.bergwerk.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Lays values over a tree of defaults; the defaults decide which properties exist.
final class ConfigTree {
    private static final String PREFIX = "BERGWERK_";
    private static final String FILE = "_FILE";

    private final ObjectNode root;

    ConfigTree(ObjectNode defaults) {
        this.root = defaults;
    }

    ObjectNode root() {
        return root;
    }

    /// @throws ConfigException naming the first property that does not exist, and those that do beside it
    void overlay(ObjectNode values, String source) {
        overlay(root, values, "", source);
    }

    private static void overlay(ObjectNode target, ObjectNode values, String path, String source) {
        for (var entry : values.properties()) {
            var name = entry.getKey();
            var here = path.isEmpty() ? name : path + "." + name;
            var known = target.get(name);
            if (known == null) {
                throw new ConfigException("%s: unknown property %s (known %s: %s)"
                        .formatted(source, here, path.isEmpty() ? "here" : "in " + path, names(target)));
            }
            if (known instanceof ObjectNode inner && entry.getValue() instanceof ObjectNode given) {
                overlay(inner, given, here, source);
            } else {
                target.set(name, entry.getValue());
            }
        }
    }

    private static String names(ObjectNode node) {
        var names = new TreeSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return String.join(", ", names);
    }

    /// @param ignored variables with the prefix that belong to somebody else
    /// @throws ConfigException naming the first variable that stands for no property
    void overlayEnvironment(Map<String, String> environment, List<String> ignored) {
        var leaves = leaves();
        for (var variable : new TreeMap<>(environment).entrySet()) {
            var name = variable.getKey();
            if (!name.startsWith(PREFIX) || ignored.contains(name)) {
                continue;
            }
            var path = leaves.get(name.substring(PREFIX.length()));
            var secret = leaves.get(stem(name));
            if (path == null && secret != null) {
                set(secret, contents(name, variable.getValue()));
                continue;
            }
            if (path == null) {
                throw new ConfigException("environment: unknown property %s (known: %s)"
                        .formatted(name, String.join(", ", new TreeSet<>(leaves.values()))));
            }
            set(path, variable.getValue());
        }
    }

    /// `BERGWERK_DATABASE_PASSWORD_FILE` names a file with what `BERGWERK_DATABASE_PASSWORD` would hold.
    private static String stem(String variable) {
        return variable.endsWith(FILE) ? variable.substring(PREFIX.length(), variable.length() - FILE.length()) : "";
    }

    private static String contents(String variable, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new ConfigException("environment: %s: %s cannot be read".formatted(variable, file), e);
        }
    }

    /// Every property by the name its environment variable has without the prefix.
    private Map<String, String> leaves() {
        var leaves = new TreeMap<String, String>();
        collect(root, "", leaves);
        return leaves;
    }

    private static void collect(ObjectNode node, String path, Map<String, String> leaves) {
        for (var entry : node.properties()) {
            var here = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (entry.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                collect(inner, here, leaves);
            } else {
                leaves.put(here.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), here);
            }
        }
    }

    private void set(String path, String value) {
        var names = path.split("\\.", -1);
        JsonNode node = root;
        for (var i = 0; i < names.length - 1; i++) {
            node = node.get(names[i]);
        }
        var target = (ObjectNode) node;
        var name = names[names.length - 1];
        if (target.get(name).isArray()) {
            var items = target.putArray(name);
            List.of(value.split(",")).stream()
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .forEach(items::add);
        } else {
            target.put(name, value);
        }
    }

    /// All property paths in the order of the records, for the generated table.
    List<String> paths() {
        var paths = new ArrayList<String>();
        walk(root, "", paths);
        return paths;
    }

    private static void walk(ObjectNode node, String path, List<String> paths) {
        for (var entry : node.properties()) {
            var here = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (entry.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                walk(inner, here, paths);
            } else {
                paths.add(here);
            }
        }
    }
}
