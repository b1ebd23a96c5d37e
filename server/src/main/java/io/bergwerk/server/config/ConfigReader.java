package io.bergwerk.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads YAML into records: the defaults, then the file, then the environment.
public final class ConfigReader {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .registerModule(new JavaTimeModule())
            .registerModule(new Jdk8Module())
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Map<String, String> environment;
    private final List<String> ignored;

    /// @param environment the process's variables
    /// @param ignored variables that begin with `BERGWERK_` and are none of the configuration's
    public ConfigReader(Map<String, String> environment, List<String> ignored) {
        this.environment = Map.copyOf(environment);
        this.ignored = List.copyOf(ignored);
    }

    /// @throws ConfigException if the file, or a value in it or in the environment, cannot be used
    public <T> T read(T defaults, Class<T> type, Optional<Path> file) {
        var tree = new ConfigTree(YAML.valueToTree(defaults));
        file.ifPresent(path -> tree.overlay(parse(path), path.toString()));
        tree.overlayEnvironment(environment, ignored);
        return bind(tree.root(), type, file.map(Path::toString).orElse("configuration"));
    }

    /// Reads a file that stands alone, without defaults or environment.
    public static <T> T readFile(Path file, Class<T> type) {
        return bind(parse(file), type, file.toString());
    }

    /// Reads text that came with the program.
    public static <T> T readText(String text, Class<T> type) {
        try {
            return bind((ObjectNode) YAML.readTree(text), type, "built-in");
        } catch (JsonProcessingException e) {
            throw new ConfigException("built-in: " + e.getOriginalMessage(), e);
        }
    }

    /// Every property with its default, in order, for the table of the operator guide.
    public static <T> Map<String, String> defaultsOf(T defaults) {
        var tree = new ConfigTree(YAML.valueToTree(defaults));
        return tree.paths().stream()
                .collect(Collectors.toMap(
                        path -> path,
                        path -> tree.root().at("/" + path.replace('.', '/')).toString(),
                        (one, _) -> one,
                        java.util.LinkedHashMap::new));
    }

    private static ObjectNode parse(Path file) {
        try {
            var tree = YAML.readTree(Files.readString(file));
            if (tree == null || tree.isMissingNode() || tree.isNull()) {
                return YAML.createObjectNode();
            }
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new ConfigException("%s: %s (expected: a map of properties)".formatted(file, tree.getNodeType()));
        } catch (JsonProcessingException e) {
            throw new ConfigException("%s: %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ConfigException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static <T> T bind(ObjectNode tree, Class<T> type, String source) {
        try {
            return YAML.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw new ConfigException("%s: %s%s".formatted(source, path(e), reason(e)), e);
        } catch (JsonProcessingException e) {
            throw new ConfigException("%s: %s".formatted(source, e.getOriginalMessage()), e);
        }
    }

    private static String path(JsonMappingException e) {
        var path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : path + ": ";
    }

    /// A record's own check speaks best; Jackson's text carries class names that help nobody here.
    private static String reason(JsonMappingException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
    }
}
