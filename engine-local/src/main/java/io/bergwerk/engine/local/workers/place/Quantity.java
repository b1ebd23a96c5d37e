package io.bergwerk.engine.local.workers.place;

import java.math.BigDecimal;
import java.util.Map;

/// Kubernetes' way to write amounts: `250m`, `1.5`, `64Mi`.
public final class Quantity {
    private static final Map<String, BigDecimal> FACTORS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("", BigDecimal.ONE),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)));

    private Quantity() {}

    /// Zero for what is not a quantity; the API server lets none through.
    public static double parse(String text) {
        var digits = text.replaceFirst("[A-Za-z]+$", "");
        var factor = FACTORS.get(text.substring(digits.length()));
        if (factor == null || !digits.matches("\\d{1,18}(\\.\\d{1,9})?")) {
            return 0;
        }
        return new BigDecimal(digits).multiply(factor).doubleValue();
    }
}
