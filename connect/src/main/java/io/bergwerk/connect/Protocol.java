package io.bergwerk.connect;

/// The wire protocol a call came in with.
public enum Protocol {
    CONNECT("connect"),
    GRPC("grpc"),
    GRPC_WEB("grpc-web");

    private final String label;

    Protocol(String label) {
        this.label = label;
    }

    /// The protocol's name as logs and metrics show it.
    public String label() {
        return label;
    }
}
