package io.bergwerk.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/// The facts of the public API that clients were built against, kept apart from the protos so that neither follows the
/// other by accident.
final class ContractTable {
    private ContractTable() {}

    /// A new tree on each call: tests change theirs.
    static JsonNode read() {
        try (var file = ContractTable.class.getResourceAsStream("/public-contract.json")) {
            return new ObjectMapper().readTree(file).required("packages");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
