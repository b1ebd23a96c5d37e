package io.bergwerk.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Compares what the table demands with what was built, in both directions.
final class ContractComparison {
    private final List<String> differences = new ArrayList<>();

    private ContractComparison() {}

    /// One line for each difference, which starts with the path to it; empty when there is none.
    static List<String> differences(JsonNode table, JsonNode built) {
        var comparison = new ContractComparison();
        comparison.compare("", table, built);
        return List.copyOf(comparison.differences);
    }

    private void compare(String path, JsonNode table, JsonNode built) {
        if (table.isObject() && built.isObject()) {
            compareKeys(path, table, built);
        } else if (!table.equals(built)) {
            differences.add("%s: should be %s, is %s".formatted(path, table, built));
        }
    }

    private void compareKeys(String path, JsonNode table, JsonNode built) {
        var keys = new TreeSet<String>();
        table.fieldNames().forEachRemaining(keys::add);
        built.fieldNames().forEachRemaining(keys::add);
        for (var key : keys) {
            var here = path.isEmpty() ? key : path + "/" + key;
            if (!built.has(key)) {
                differences.add("%s: is missing, should be %s".formatted(here, table.get(key)));
            } else if (!table.has(key)) {
                differences.add("%s: is not in the table, is %s".formatted(here, built.get(key)));
            } else {
                compare(here, table.get(key), built.get(key));
            }
        }
    }
}
