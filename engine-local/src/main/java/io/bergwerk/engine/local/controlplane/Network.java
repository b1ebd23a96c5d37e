package io.bergwerk.engine.local.controlplane;

/// Addresses inside a cluster. They are the same in every cluster, because they exist only there.
final class Network {
    static final String SERVICES = "10.96.0.0/16";
    static final String FIRST_SERVICE = "10.96.0.1";

    /// With /23 per node: 1024 nodes of 510 pods.
    static final String PODS = "10.240.0.0/13";

    static final int NODE_MASK_BITS = 23;

    /// The API server refuses a loopback address and, without a default route, to start without one; nobody uses it.
    static final String ADVERTISED = "10.251.0.1";

    private Network() {}
}
