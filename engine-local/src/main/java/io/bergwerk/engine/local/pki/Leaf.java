package io.bergwerk.engine.local.pki;

import java.time.Instant;
import java.util.List;

/// One certificate that every cluster has, and the file name it goes by.
///
/// @param ofFrontProxy signed by the authority of the aggregation layer, which must be trusted for nothing else
record Leaf(String file, boolean ofFrontProxy, LeafOrder order) {
    static final String ENGINE = "engine";

    static List<Leaf> allOf(ClusterNames names, Instant notBefore, Instant notAfter) {
        return List.of(
                server("apiserver", "kube-apiserver", names.allDnsNames(), names.allAddresses(), notBefore, notAfter),
                // Without these two the components make RSA keys at every start, which costs them half a second of CPU.
                server("kcm-serving", "kube-controller-manager", notBefore, notAfter),
                server("scheduler-serving", "kube-scheduler", notBefore, notAfter),
                new Leaf("front-proxy", true, clientOrder("front-proxy-client", List.of(), notBefore, notAfter)),
                client("kubelet-client", "kube-apiserver-kubelet-client", List.of(), notBefore, notAfter),
                client("kcm", "system:kube-controller-manager", List.of(), notBefore, notAfter),
                client("scheduler", "system:kube-scheduler", List.of(), notBefore, notAfter),
                client(ENGINE, "bergwerk", List.of("bergwerk:engine"), notBefore, notAfter));
    }

    private static Leaf client(
            String file, String name, List<String> organizations, Instant notBefore, Instant notAfter) {
        return new Leaf(file, false, clientOrder(name, organizations, notBefore, notAfter));
    }

    private static LeafOrder clientOrder(String name, List<String> organizations, Instant notBefore, Instant notAfter) {
        return LeafOrder.client(name, organizations, notBefore, notAfter);
    }

    private static Leaf server(String file, String name, Instant notBefore, Instant notAfter) {
        return server(file, name, List.of("localhost"), List.of("127.0.0.1"), notBefore, notAfter);
    }

    private static Leaf server(
            String file,
            String name,
            List<String> dnsNames,
            List<String> addresses,
            Instant notBefore,
            Instant notAfter) {
        return new Leaf(file, false, LeafOrder.server(name, dnsNames, addresses, notBefore, notAfter));
    }
}
