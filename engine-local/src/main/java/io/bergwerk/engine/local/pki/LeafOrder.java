package io.bergwerk.engine.local.pki;

import java.time.Instant;
import java.util.List;

/// A certificate to be signed.
///
/// @param organizations what Kubernetes reads as groups; in the order given
/// @param dnsNames subject alternative names
/// @param ipAddresses subject alternative names, as text
public record LeafOrder(
        String commonName,
        List<String> organizations,
        List<String> dnsNames,
        List<String> ipAddresses,
        Usage usage,
        Instant notBefore,
        Instant notAfter) {
    /// Which end of a TLS connection a certificate is for.
    public enum Usage {
        CLIENT,
        SERVER
    }

    public LeafOrder {
        organizations = List.copyOf(organizations);
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
    }

    public static LeafOrder client(String commonName, List<String> organizations, Instant notBefore, Instant notAfter) {
        return new LeafOrder(commonName, organizations, List.of(), List.of(), Usage.CLIENT, notBefore, notAfter);
    }

    public static LeafOrder server(
            String commonName, List<String> dnsNames, List<String> ipAddresses, Instant notBefore, Instant notAfter) {
        return new LeafOrder(commonName, List.of(), dnsNames, ipAddresses, Usage.SERVER, notBefore, notAfter);
    }
}
