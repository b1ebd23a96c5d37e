package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The Kubernetes programs that the installation under test uses.
record Programs(Path kubernetes, Path etcd) {
    /// The default version of the built-in catalog.
    static final String VERSION = "1.36.3";

    static Programs find(Path cache) throws IOException {
        var platform = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-amd64";
        var kubernetes = cache.resolve("kubernetes/v" + VERSION).resolve(platform);
        if (!Files.isExecutable(kubernetes.resolve("kube-apiserver"))) {
            throw new IOException(
                    "%s: no Kubernetes there; get it with ./bergwerk kubernetes build".formatted(kubernetes));
        }
        try (var versions = Files.list(cache.resolve("etcd"))) {
            var etcd = versions.map(version -> version.resolve(platform).resolve("etcd"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .reduce((_, last) -> last);
            return new Programs(kubernetes, etcd.orElseThrow(() -> new IOException("no etcd in " + cache)));
        }
    }
}
