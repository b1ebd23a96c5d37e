package io.bergwerk.server.cluster;

/// What the platform is doing, or last did, with a cluster. Clients compare the words, case included.
public enum Operation {
    /// From the wish to the first time that everything was well.
    CREATE("Create"),
    /// Every change and repair afterwards.
    RECONCILE("Reconcile"),
    DELETE("Delete");

    private final String wireName;

    Operation(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
