package io.bergwerk.engine.local.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts the Prometheus texts of several components into one, each sample with a `component` label.
///
/// The text format wants all samples of one name together under one `# TYPE`, and the components share many names.
public final class MergedMetrics {
    private static final int LARGEST_TEXT_CHARS = 16 << 20;

    private final Map<String, Family> families = new LinkedHashMap<>();
    private int chars;

    private static final class Family {
        private final List<String> comments = new ArrayList<>();
        private final List<String> samples = new ArrayList<>();
    }

    /// Adds what a component said. Once the whole is 16 Mi characters long, further samples are left out.
    public void add(String component, String text) {
        var label = "component=\"%s\"".formatted(component);
        var family = "";
        for (var line : text.split("\n", -1)) {
            if (line.startsWith("# ")) {
                family = nameOf(line);
                addComment(family, line);
            } else if (!line.isBlank() && line.charAt(0) != '#') {
                addSample(family, line, label);
            }
        }
    }

    private static String nameOf(String comment) {
        var words = comment.split(" ", 4);
        return words.length > 2 ? words[2] : "";
    }

    private void addComment(String name, String line) {
        var comments = families.computeIfAbsent(name, _ -> new Family()).comments;
        var kind = line.substring(0, Math.min(6, line.length())); // "# HELP" or "# TYPE"
        if (comments.stream().noneMatch(comment -> comment.startsWith(kind))) {
            comments.add(line);
        }
    }

    private void addSample(String family, String line, String label) {
        if (chars > LARGEST_TEXT_CHARS) {
            return;
        }
        var labelled = labelled(line, label);
        chars += labelled.length() + 1;
        families.computeIfAbsent(family, _ -> new Family()).samples.add(labelled);
    }

    private static String labelled(String line, String label) {
        var brace = line.indexOf('{');
        var blank = line.indexOf(' ');
        if (brace >= 0 && brace < blank) {
            return line.substring(0, brace + 1)
                    + label
                    + (line.charAt(brace + 1) == '}' ? "" : ",")
                    + line.substring(brace + 1);
        }
        return blank < 0 ? line : line.substring(0, blank) + "{" + label + "}" + line.substring(blank);
    }

    /// The text of all that was added.
    public String text() {
        var text = new StringBuilder(chars + (chars >> 3));
        for (var family : families.values()) {
            if (!family.samples.isEmpty()) {
                family.comments.forEach(line -> text.append(line).append('\n'));
                family.samples.forEach(line -> text.append(line).append('\n'));
            }
        }
        return text.toString();
    }
}
