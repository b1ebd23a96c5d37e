package io.bergwerk.bench;

import java.util.ArrayList;
import java.util.List;

/// Figures in aligned columns.
final class Table {
    private static final List<String> HEAD =
            List.of("benchmark", "figure", "value", "yardstick", "its value", "ratio", "goal", "reached");

    private Table() {}

    static String of(List<Figure> figures) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        figures.forEach(figure -> rows.add(row(figure)));
        var widths = new int[HEAD.size()];
        rows.forEach(row -> widen(widths, row));
        var text = new StringBuilder();
        rows.forEach(row -> text.append(line(row, widths)).append('\n'));
        return text.toString();
    }

    private static List<String> row(Figure figure) {
        return List.of(
                figure.benchmark(),
                figure.what(),
                withUnit(figure.value(), figure),
                figure.yardstick().map(Figure.Yardstick::what).orElse("-"),
                figure.yardstick().map(it -> withUnit(it.value(), figure)).orElse("-"),
                figure.ratio().map(Numbers::text).orElse("-"),
                figure.goal().map(Goal::text).orElse("-"),
                figure.reached().map(it -> it ? "yes" : "NO").orElse("-"));
    }

    private static String withUnit(double value, Figure figure) {
        return (Numbers.text(value) + " " + figure.unit()).strip();
    }

    private static void widen(int[] widths, List<String> row) {
        for (var i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (var i = 0; i < widths.length; i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
        }
        return line.toString().stripTrailing();
    }
}
