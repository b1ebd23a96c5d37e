package io.bergwerk.engine.local.pki;

import java.util.List;
import java.util.stream.Stream;

/// The names that stand in a cluster's certificates.
///
/// @param id of the cluster; part of the authorities' names
/// @param apiDnsNames names under which clients reach the API server from outside
/// @param apiAddresses addresses likewise: the first service address and the advertised one
public record ClusterNames(String id, List<String> apiDnsNames, List<String> apiAddresses) {
    private static final List<String> INSIDE = List.of(
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "localhost");

    public ClusterNames {
        apiDnsNames = List.copyOf(apiDnsNames);
        apiAddresses = List.copyOf(apiAddresses);
    }

    List<String> allDnsNames() {
        return distinct(INSIDE, apiDnsNames);
    }

    List<String> allAddresses() {
        return distinct(List.of("127.0.0.1"), apiAddresses);
    }

    private static List<String> distinct(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).distinct().toList();
    }
}
