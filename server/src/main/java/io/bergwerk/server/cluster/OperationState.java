package io.bergwerk.server.cluster;

/// How far an operation is. Clients compare the words, case included.
public enum OperationState {
    PROCESSING("Processing"),
    SUCCEEDED("Succeeded"),
    /// A step failed; it is tried again.
    ERROR("Error");

    private final String wireName;

    OperationState(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
