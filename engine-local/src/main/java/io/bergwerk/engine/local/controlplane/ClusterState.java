package io.bergwerk.engine.local.controlplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.files.PrivateFiles;
import java.util.List;
import java.util.Optional;

/// What `cluster.json` remembers of a cluster: enough to run it again without being told.
///
/// @param version of Kubernetes
/// @param slot of its ports
/// @param wasReady its API server answered once, so kubeconfigs may name its port
/// @param removing its removal has begun and goes on, whatever happens
/// @param systemObjects revision of what the engine keeps inside the cluster; empty if that was never applied
///     whole
public record ClusterState(
        String id,
        String version,
        int slot,
        List<String> apiDnsNames,
        boolean wasReady,
        boolean removing,
        String systemObjects) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ClusterState {
        apiDnsNames = List.copyOf(apiDnsNames);
    }

    /// Of a cluster that was never started.
    public static ClusterState fresh(ClusterId id, KubernetesVersion version, int slot, List<String> apiDnsNames) {
        return new ClusterState(id.toString(), version.toString(), slot, apiDnsNames, false, false, "");
    }

    ClusterState withSystemObjects(String revision) {
        return new ClusterState(id, version, slot, apiDnsNames, wasReady, removing, revision);
    }

    ClusterState withSlot(int newSlot) {
        return new ClusterState(id, version, newSlot, apiDnsNames, wasReady, removing, systemObjects);
    }

    ClusterState ready() {
        return new ClusterState(id, version, slot, apiDnsNames, true, removing, systemObjects);
    }

    /// Of a cluster that was removed and is to run again: its ports may be another one's by now.
    public ClusterState revived() {
        return new ClusterState(id, version, slot, apiDnsNames, false, false, "");
    }

    ClusterState inRemoval() {
        return new ClusterState(id, version, slot, apiDnsNames, wasReady, true, systemObjects);
    }

    ClusterState named(List<String> newApiDnsNames) {
        return ordered(version, newApiDnsNames);
    }

    ClusterState ordered(String newVersion, List<String> newApiDnsNames) {
        return new ClusterState(id, newVersion, slot, newApiDnsNames, wasReady, removing, systemObjects);
    }

    /// Empty if the cluster's making did not come that far.
    ///
    /// @throws IllegalStateException if the file is there and cannot be read
    public static Optional<ClusterState> read(ClusterDirectory directory) {
        return PrivateFiles.read(directory.state()).map(text -> parse(directory, text));
    }

    private static ClusterState parse(ClusterDirectory directory, String text) {
        try {
            return JSON.readValue(text, ClusterState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(directory.state() + " is not what this version writes", e);
        }
    }

    public void write(ClusterDirectory directory) {
        try {
            PrivateFiles.replaceDurably(directory.state(), JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a cluster state that is not JSON", e);
        }
    }
}
