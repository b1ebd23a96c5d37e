package io.bergwerk.connect;

/// How a message is written: protobuf's binary form or its JSON mapping.
enum Codec {
    PROTO("proto"),
    JSON("json");

    private final String label;

    Codec(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
