package io.bergwerk.engine.local.workers.api;

/// IPv4 addresses as numbers.
public final class Ipv4 {
    private Ipv4() {}

    /// @throws NumberFormatException if the text is not four numbers with dots between them
    public static int parse(String text) {
        var address = 0;
        for (var part : text.split("\\.", 4)) {
            address = (address << 8) | (Integer.parseInt(part) & 0xFF);
        }
        return address;
    }

    public static String text(int address) {
        return "%d.%d.%d.%d".formatted(address >>> 24, (address >>> 16) & 0xFF, (address >>> 8) & 0xFF, address & 0xFF);
    }
}
