package io.bergwerk.engine.local.binaries;

import io.bergwerk.engine.KubernetesVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds programs in directories that somebody else filled, and asks each for its version.
final class ProgramLookup {
    private static final List<String> PROGRAMS = List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler");

    private final List<Path> directories;

    ProgramLookup(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    static ProgramLookup ofPath(String path) {
        return new ProgramLookup(path.lines()
                .flatMap(line -> List.of(line.split(":", -1)).stream())
                .filter(directory -> directory.startsWith("/"))
                .map(Path::of)
                .toList());
    }

    Lookup find(KubernetesVersion version) {
        var home = directories.stream()
                .filter(directory -> PROGRAMS.stream().allMatch(it -> Files.isExecutable(directory.resolve(it))))
                .findFirst();
        var etcd = directories.stream()
                .map(directory -> directory.resolve("etcd"))
                .filter(Files::isExecutable)
                .findFirst();
        if (home.isEmpty() || etcd.isEmpty()) {
            return Lookup.NOTHING;
        }
        return flaw(home.get(), version)
                .or(() -> etcdFlaw(etcd.get()))
                .map(Lookup::flawed)
                .orElseGet(() -> Lookup.found(new BinarySet(
                        version,
                        home.get(),
                        etcd.get(),
                        ProgramVersion.of(etcd.get())
                                .map(ProgramVersion::toString)
                                .orElse(""))));
    }

    private static Optional<String> flaw(Path home, KubernetesVersion version) {
        for (var program : PROGRAMS) {
            var found = ProgramVersion.of(home.resolve(program)).map(ProgramVersion::toString);
            if (!found.equals(Optional.of(version.toString()))) {
                return Optional.of("%s is version %s".formatted(home.resolve(program), found.orElse("unknown")));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> etcdFlaw(Path etcd) {
        var found = ProgramVersion.of(etcd);
        return found.isPresent() && found.get().compareTo(ProgramVersion.OLDEST_ETCD) >= 0
                ? Optional.empty()
                : Optional.of("%s is version %s (expected: %s or newer)"
                        .formatted(
                                etcd,
                                found.map(ProgramVersion::toString).orElse("unknown"),
                                ProgramVersion.OLDEST_ETCD));
    }
}
