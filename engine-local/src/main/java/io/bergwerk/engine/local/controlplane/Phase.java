package io.bergwerk.engine.local.controlplane;

/// How far a control plane has come.
public enum Phase {
    STOPPED("Stopped", "The control plane does not run."),
    WAITING_ITS_TURN(
            "WaitsItsTurn", "Other control planes are being started on this host; this one follows in its turn."),
    PREPARING("Preparing", "Certificates and configuration are being made."),
    RESTORING("Restoring", "The cluster is being brought back to a backup."),
    STARTING_DATASTORE("StartingDatastore", "The datastore and the API server are being started."),
    STARTING_API_SERVER("StartingApiServer", "The API server is being started."),
    STARTING_CONTROLLERS("StartingControllers", "The controller manager and the scheduler are being started."),
    SETTLING("Settling", "The API server answers; the controllers make the default namespace ready."),
    RUNNING("Running", "The control plane runs."),
    STOPPING("Stopping", "The control plane is being stopped."),
    FAILED("Failed", "The control plane could not be started.");

    private final String reason;
    private final String message;

    Phase(String reason, String message) {
        this.reason = reason;
        this.message = message;
    }

    public String reason() {
        return reason;
    }

    /// A sentence for the user of the cluster.
    public String message() {
        return message;
    }

    public boolean isStarting() {
        return compareTo(WAITING_ITS_TURN) >= 0 && compareTo(SETTLING) <= 0;
    }

    /// Whether the API can be used, be it by nodes or by kubeconfigs.
    public boolean apiAnswers() {
        return this == SETTLING || this == RUNNING;
    }
}
