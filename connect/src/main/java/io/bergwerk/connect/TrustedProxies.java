package io.bergwerk.connect;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The proxies whose word on a client's address is taken.
///
/// Anybody can send `X-Forwarded-For`; it counts only if the peer itself is one of these networks.
public record TrustedProxies(List<IpNetwork> networks) {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    /// Reads networks such as `10.0.0.0/8` or single addresses.
    ///
    /// @throws IllegalArgumentException naming the first that is neither
    public static TrustedProxies of(List<String> networks) {
        return new TrustedProxies(networks.stream().map(IpNetwork::parse).toList());
    }

    /// The IP address of the client that sent the request; empty if it is not known.
    public String clientAddress(ServiceRequestContext ctx) {
        var peer = ctx.remoteAddress().getAddress();
        var headers = ctx.request().headers();
        return peer == null ? "" : clientAddress(peer, headers.get("x-forwarded-for"), headers.get("x-real-ip"));
    }

    /// The first of `X-Forwarded-For`, else `X-Real-Ip`, else the peer; the headers only from a trusted peer, and only
    /// where they hold an IP address.
    String clientAddress(InetAddress peer, @Nullable String forwardedFor, @Nullable String realIp) {
        if (networks.stream().noneMatch(network -> network.contains(peer))) {
            return peer.getHostAddress();
        }
        return firstAddress(forwardedFor).or(() -> firstAddress(realIp)).orElseGet(peer::getHostAddress);
    }

    private static Optional<String> firstAddress(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        return IpNetwork.parseAddress(header.split(",", 2)[0].strip()).map(InetAddress::getHostAddress);
    }
}
