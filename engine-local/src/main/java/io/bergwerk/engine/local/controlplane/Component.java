package io.bergwerk.engine.local.controlplane;

import java.time.Duration;

/// The four processes of a control plane, in the order they start.
public enum Component {
    ETCD("etcd", "datastore", "256MiB", Duration.ofSeconds(10)),
    API_SERVER("kube-apiserver", "API server", "700MiB", Duration.ofSeconds(5)),
    CONTROLLER_MANAGER("kube-controller-manager", "controller manager", "300MiB", Duration.ofSeconds(5)),
    SCHEDULER("kube-scheduler", "scheduler", "200MiB", Duration.ofSeconds(5));

    private final String program;
    private final String words;
    private final String memoryLimit;
    private final Duration stopGrace;

    Component(String program, String words, String memoryLimit, Duration stopGrace) {
        this.program = program;
        this.words = words;
        this.memoryLimit = memoryLimit;
        this.stopGrace = stopGrace;
    }

    public String program() {
        return program;
    }

    /// What a user of the cluster calls it.
    public String words() {
        return words;
    }

    /// Soft limit of its heap, in Go's notation.
    String memoryLimit() {
        return memoryLimit;
    }

    /// When all of the control plane ends.
    Duration stopGrace() {
        return stopGrace;
    }

    /// When it is started anew while the others run on. A datastore that is asked to end takes nothing any more and
    /// waits for its watches, which an API server never ends; what it has confirmed is on the disk.
    Duration restartGrace() {
        return this == ETCD ? Duration.ZERO : stopGrace;
    }
}
