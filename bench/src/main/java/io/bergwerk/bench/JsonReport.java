package io.bergwerk.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The figures for programs.
final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReport() {}

    static void write(Path file, Map<String, String> machine, List<Figure> figures, Map<String, String> failures)
            throws IOException {
        Files.writeString(file, of(machine, figures, failures).toPrettyString() + "\n");
    }

    static ObjectNode of(Map<String, String> machine, List<Figure> figures, Map<String, String> failures) {
        var root = JSON.createObjectNode();
        machine.forEach(root.putObject("machine")::put);
        var list = root.putArray("figures");
        figures.forEach(figure -> put(list.addObject(), figure));
        failures.forEach(root.putObject("failures")::put);
        return root;
    }

    private static void put(ObjectNode object, Figure figure) {
        object.put("benchmark", figure.benchmark())
                .put("figure", figure.what())
                .put("value", figure.value())
                .put("unit", figure.unit());
        figure.yardstick()
                .ifPresent(it ->
                        object.putObject("yardstick").put("name", it.what()).put("value", it.value()));
        figure.ratio().ifPresent(it -> object.put("ratio", it));
        figure.goal().ifPresent(it -> object.put("goal", it.text()));
        figure.reached().ifPresent(it -> object.put("reached", it));
    }
}
