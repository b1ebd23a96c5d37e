package io.bergwerk.engine.local.binaries;

import io.bergwerk.engine.KubernetesVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds programs in the cache that builds fill, and proves them by their stamps.
///
/// `kubernetes/v<version>/linux-<arch>/` holds one program with a link per component, `etcd/v<version>/linux-<arch>/`
/// the datastore.
final class CacheLookup {
    private static final String KUBERNETES_PROGRAM = "bwkube";
    private static final String ETCD_PROGRAM = "etcd";
    private static final List<String> LINKS = List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler");

    private final Path cache;

    CacheLookup(Path cache) {
        this.cache = cache;
    }

    /// Reads every byte of the programs, about 170 MB.
    Lookup find(KubernetesVersion version) {
        var kubernetes = cache.resolve("kubernetes/v" + version).resolve(platform());
        var stamp = Stamp.of(kubernetes);
        if (stamp.isEmpty()) {
            return Lookup.NOTHING;
        }
        var etcd = newestEtcd();
        if (etcd.isEmpty()) {
            return Lookup.flawed("etcd is missing");
        }
        return flaw(kubernetes, stamp.get(), version)
                .or(() -> Stamp.of(etcd.get()).flatMap(it -> it.flaw(etcd.get(), ETCD_PROGRAM)))
                .map(Lookup::flawed)
                .orElseGet(() -> Lookup.found(
                        new BinarySet(version, kubernetes, etcd.get().resolve(ETCD_PROGRAM), versionOf(etcd.get()))));
    }

    private static Optional<String> flaw(Path kubernetes, Stamp stamp, KubernetesVersion version) {
        if (!stamp.version().equals(version.toString())) {
            return Optional.of("the stamp names version " + stamp.version());
        }
        for (var link : LINKS) {
            if (!Files.isExecutable(kubernetes.resolve(link))) {
                return Optional.of(link + " is missing");
            }
        }
        return stamp.flaw(kubernetes, KUBERNETES_PROGRAM);
    }

    private Optional<Path> newestEtcd() {
        var found = new ArrayList<Path>();
        try (var versions = Files.newDirectoryStream(cache.resolve("etcd"), "v*")) {
            versions.forEach(version -> found.add(version.resolve(platform())));
        } catch (IOException _) {
            return Optional.empty();
        }
        return found.stream()
                .filter(directory -> Stamp.of(directory).isPresent())
                .max(Comparator.comparing(directory -> ProgramVersion.parse(versionOf(directory))));
    }

    private static String versionOf(Path etcd) {
        return Stamp.of(etcd).map(Stamp::version).orElse("");
    }

    static String platform() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "linux-arm64";
            case "amd64", "x86_64" -> "linux-amd64";
            default -> "linux-unknown";
        };
    }
}
