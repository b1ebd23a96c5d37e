package io.bergwerk.server.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.config.ConfigReader;
import io.bergwerk.testing.GoldenFile;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table in `docs/configuration.md` is made from the records, so it cannot say what is not so.
class ConfigTableTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern PARAM = Pattern.compile("^/// @param (\\w+) (.*)$");

    @Test
    void theOperatorGuidesTableSaysWhatTheRecordsSay() throws IOException {
        var table = new StringBuilder("""
                # Configuration

                One YAML file, `bergwerk.yaml` in the data directory or the one that `--config` names. Every property can
                come from the environment instead: `api.port` is `BERGWERK_API_PORT`. The command line wins over the
                environment, the environment over the file. An unknown property stops the start. Durations are written
                as ISO 8601 has them: `PT30S`, `PT8H`.

                | property | default | meaning |
                |---|---|---|
                """);
        var docs = new LinkedHashMap<String, String>();
        describe(ServerConfig.class, "", docs);
        ConfigReader.defaultsOf(ServerConfig.DEFAULT).forEach((path, value) -> {
            assertThat(docs).as("documentation of " + path).containsKey(path);
            table.append("| `%s` | %s | %s |\n".formatted(path, shown(value), docs.get(path)));
        });

        GoldenFile.of("../../../../docs/configuration.md").matches(table.toString());
    }

    private static String shown(String value) {
        return switch (value) {
            case "null", "\"\"", "[]", "{}" -> "";
            default -> "`" + value.replace("\"", "") + "`";
        };
    }

    private static void describe(Class<?> type, String prefix, Map<String, String> docs) throws IOException {
        var params = params(type);
        for (var component : type.getRecordComponents()) {
            var path = prefix + kebab(component.getName());
            docs.put(path, params.getOrDefault(component.getName(), ""));
            if (isOurs(component)) {
                describe(component.getType(), path + ".", docs);
            }
        }
    }

    private static boolean isOurs(RecordComponent component) {
        return component.getType().isRecord()
                && component.getType().getPackageName().startsWith("io.bergwerk");
    }

    private static Map<String, String> params(Class<?> type) throws IOException {
        var params = new LinkedHashMap<String, String>();
        var name = "";
        for (var line : Files.readAllLines(source(type))) {
            var matcher = PARAM.matcher(line.strip());
            if (matcher.matches()) {
                name = matcher.group(1);
                params.put(name, matcher.group(2));
            } else if (!name.isEmpty() && line.strip().startsWith("/// ")) {
                params.merge(name, line.strip().substring(4).strip(), (text, more) -> text + " " + more);
            } else {
                name = "";
            }
        }
        return params;
    }

    private static Path source(Class<?> type) {
        var top = type.getEnclosingClass() == null ? type : type.getEnclosingClass();
        var file = "src/main/java/" + top.getName().replace('.', '/') + ".java";
        return java.util.stream.Stream.of("server", "engine-local")
                .map(module -> REPOSITORY.resolve(module).resolve(file))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no source of " + type));
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }
}
