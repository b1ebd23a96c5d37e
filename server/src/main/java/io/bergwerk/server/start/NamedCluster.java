package io.bergwerk.server.start;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A cluster of the default project, as requests of our own services name it.
///
/// @param name as people know it
record NamedCluster(String project, String uuid, String name) {
    /// @param rest of a command that has so many words, the second of which is the cluster's name
    static NamedCluster of(OwnClient client, List<String> rest, int words) {
        requireWords(rest, words);
        var project = ClientCommands.defaultProject(client);
        return new NamedCluster(project, ClientCommands.find(client, project, rest.get(1)), rest.get(1));
    }

    static void requireWords(List<String> rest, int words) {
        if (rest.size() != words) {
            throw new StartException("%s: see ./bergwerk help".formatted(String.join(" ", rest)));
        }
    }

    /// @param method of our own API, as `KubeconfigService/List`
    /// @param more fields, each with a comma before it
    JsonNode ask(OwnClient client, String method, String more) {
        return client.call(
                "/bergwerk.v1." + method,
                "{\"project\": \"%s\", \"cluster\": \"%s\"%s}".formatted(project, uuid, more));
    }
}
