package io.bergwerk.engine.local.binaries;

import io.bergwerk.engine.KubernetesVersion;
import java.nio.file.Path;

/// The programs that one version of Kubernetes needs, all there and executable.
///
/// @param kubernetes holds the `kube-*` programs
public record BinarySet(KubernetesVersion version, Path kubernetes, Path etcd, String etcdVersion) {
    public Path program(String name) {
        return kubernetes.resolve(name);
    }
}
