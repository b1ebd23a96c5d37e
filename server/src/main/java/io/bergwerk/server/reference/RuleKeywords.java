package io.bergwerk.server.reference;

import build.buf.validate.FieldRules;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import java.util.Map;

/// Rules of the protos as keywords of JSON Schema. What has no keyword becomes a sentence of the description.
///
/// @param of the field that errors name
record RuleKeywords(ObjectNode schema, String of) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Rules whose value is that of a keyword.
    private static final Map<String, String> KEYWORDS = Map.ofEntries(
            Map.entry("min_len", "minLength"),
            Map.entry("max_len", "maxLength"),
            Map.entry("max_bytes", "maxLength"),
            Map.entry("pattern", "pattern"),
            Map.entry("gt", "exclusiveMinimum"),
            Map.entry("gte", "minimum"),
            Map.entry("lt", "exclusiveMaximum"),
            Map.entry("lte", "maximum"),
            Map.entry("min_items", "minItems"),
            Map.entry("max_items", "maxItems"),
            Map.entry("unique", "uniqueItems"),
            Map.entry("min_pairs", "minProperties"),
            Map.entry("max_pairs", "maxProperties"));

    private static final Map<String, String> COMPARISONS =
            Map.of("gt", "More than", "gte", "At least", "lt", "Less than", "lte", "At most");

    /// @throws IllegalStateException naming a rule that is not known here
    void add(FieldRules rules) {
        rules.getCelList().forEach(rule -> Words.describe(schema, "Rule: %s.".formatted(rule.getMessage())));
        var kind = rules.getOneofFieldDescriptor(
                FieldRules.getDescriptor().getOneofs().getFirst());
        if (kind != null) {
            ((Message) rules.getField(kind)).getAllFields().forEach(this::add);
        }
    }

    private void add(FieldDescriptor rule, Object value) {
        var keyword = KEYWORDS.get(rule.getName());
        if (value instanceof Duration duration) {
            describe(rule, Durations.toString(duration));
        } else if (keyword != null && isWrittenAsText(rule)) {
            describe(rule, value.toString());
        } else if (keyword != null) {
            schema.set(keyword, JSON.valueToTree(value));
        } else if (!Boolean.FALSE.equals(value)) {
            addSpecial(rule.getName(), value);
        }
    }

    /// 64 bits are a string in JSON, which cannot be compared; lengths are none.
    private boolean isWrittenAsText(FieldDescriptor rule) {
        return COMPARISONS.containsKey(rule.getName())
                && schema.path("type").asText().equals("string");
    }

    private void describe(FieldDescriptor rule, String value) {
        var words = COMPARISONS.get(rule.getName());
        if (words == null) {
            throw unknown(rule.getName());
        }
        Words.describe(schema, "%s `%s`.".formatted(words, value));
    }

    private void addSpecial(String rule, Object value) {
        switch (rule) {
            case "len" -> {
                schema.set("minLength", JSON.valueToTree(value));
                schema.set("maxLength", JSON.valueToTree(value));
            }
            case "uuid", "email", "uri", "hostname", "ipv4", "ipv6" -> schema.put("format", rule);
            case "ip" -> {
                var either = schema.putArray("anyOf");
                either.addObject().put("format", "ipv4");
                either.addObject().put("format", "ipv6");
            }
            case "items", "keys", "values" -> {
                // stated where the elements are
            }
            case "defined_only" -> {
                // an enum's schema has the defined values alone
            }
            default -> throw unknown(rule);
        }
    }

    private IllegalStateException unknown(String rule) {
        return new IllegalStateException("%s: no keyword for the rule %s".formatted(of, rule));
    }
}
