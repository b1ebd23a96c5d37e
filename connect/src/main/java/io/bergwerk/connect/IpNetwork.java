package io.bergwerk.connect;

import java.net.InetAddress;
import java.util.Optional;

/// An IP network in CIDR form; a single address is a network of one.
public record IpNetwork(InetAddress address, int prefixBits) {
    public IpNetwork {
        var max = address.getAddress().length * 8;
        if (prefixBits < 0 || prefixBits > max) {
            throw new IllegalArgumentException("prefix: %d (expected: 0 to %d)".formatted(prefixBits, max));
        }
    }

    /// @throws IllegalArgumentException if the text is neither an IP address nor a network
    public static IpNetwork parse(String text) {
        var parts = text.split("/", 2);
        var address = parseAddress(parts[0])
                .orElseThrow(() -> new IllegalArgumentException(
                        "network: %s (expected: an IP address or a network such as 10.0.0.0/8)".formatted(text)));
        if (parts.length == 1) {
            return new IpNetwork(address, address.getAddress().length * 8);
        }
        if (!parts[1].matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("network: %s (expected: a number after the slash)".formatted(text));
        }
        return new IpNetwork(address, Integer.parseInt(parts[1]));
    }

    /// Reads a literal address; never asks a name server.
    static Optional<InetAddress> parseAddress(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress other) {
        var ours = address.getAddress();
        var theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (var bit = 0; bit < prefixBits; bit++) {
            var mask = 0x80 >> (bit % 8);
            if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
