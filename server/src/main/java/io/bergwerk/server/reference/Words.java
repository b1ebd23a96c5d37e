package io.bergwerk.server.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Descriptions, which several places add to.
final class Words {
    private static final String DESCRIPTION = "description";

    private Words() {}

    /// Adds a paragraph at the end.
    static void describe(ObjectNode node, String text) {
        join(node, node.path(DESCRIPTION).asText(), text);
    }

    /// Adds a paragraph at the beginning.
    static void describeFirst(ObjectNode node, String text) {
        join(node, text, node.path(DESCRIPTION).asText());
    }

    private static void join(ObjectNode node, String first, String second) {
        var text = (first + "\n\n" + second).strip();
        if (!text.isEmpty()) {
            node.put(DESCRIPTION, text);
        }
    }

    /// The first sentence of the first paragraph, without its full stop.
    static String summary(String comment) {
        var paragraph = comment.split("\n\n", 2)[0].replace('\n', ' ');
        return paragraph.split("(?<=[a-z`)])[.;:] |\\.$", 2)[0];
    }
}
