package io.bergwerk.engine.local.binaries;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.engine.VersionAvailability.Available;
import io.bergwerk.engine.VersionAvailability.Preparing;
import io.bergwerk.engine.VersionAvailability.Unavailable;
import io.bergwerk.engine.local.process.Poll;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
    private static final KubernetesVersion DEFAULT = KubernetesVersion.parse("1.36.3");
    private static final KubernetesVersion OTHER = KubernetesVersion.parse("1.37.2");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final Queue<KubernetesVersion> ready = new ConcurrentLinkedQueue<>();
    private List<Duration> retries = List.of(Duration.ofHours(1));
    private @Nullable Binaries binaries;

    @AfterEach
    void close() {
        if (binaries != null) {
            binaries.close();
        }
    }

    @Test
    void aSoundCacheServesAtOnce() throws Exception {
        fillCache(DEFAULT);

        var found = start(List.of(DEFAULT), Optional.empty());

        assertThat(settled(found, DEFAULT)).isInstanceOf(Available.class);
        assertThat(found.find(DEFAULT).orElseThrow().etcdVersion()).isEqualTo("3.6.16");
        assertThat(ready).containsExactly(DEFAULT);
    }

    @Test
    void aDamagedProgramIsNotRunAndIsBuiltAgain() throws Exception {
        fillCache(DEFAULT);
        Files.writeString(kubernetes(DEFAULT).resolve("bwkube"), "#!/bin/sh\nexit 1\n# damaged");
        var without = start(List.of(DEFAULT), Optional.empty());
        assertThat(settled(without, DEFAULT)).isInstanceOf(Unavailable.class);
        assertThat(without.find(DEFAULT)).isEmpty();

        var good = Files.createDirectories(directory.resolve("good"));
        fill(good, DEFAULT);
        var script = script("rm -rf '%s'; cp -a '%s' '%s'".formatted(kubernetes(DEFAULT), good, kubernetes(DEFAULT)));

        assertThat(settled(start(List.of(DEFAULT), Optional.of(script)), DEFAULT))
                .isInstanceOf(Available.class);
    }

    @Test
    void whatIsMissingIsSaidWithTheCommandThatGetsIt() {
        var answer = settled(start(List.of(DEFAULT), Optional.empty()), DEFAULT);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        it -> assertThat(it.message())
                                .contains("Kubernetes 1.36.3")
                                .endsWith("./bergwerk kubernetes build 1.36.3"));
    }

    @Test
    void aBuildTellsHowFarItIs() throws Exception {
        var script = script("echo 'progress 1.36.3 42 200 compiling, 800 of 2000 packages'; exec sleep 300");

        var building = start(List.of(DEFAULT), Optional.of(script));

        eventually(() -> building.availability(DEFAULT) instanceof Preparing it && it.percent() == 42);
        assertThat(((Preparing) building.availability(DEFAULT)).message())
                .isEqualTo("Kubernetes 1.36.3 is being built on this host: compiling, 800 of 2000 packages,"
                        + " about 3 minutes left.");
    }

    @Test
    void closingEndsTheBuild() throws Exception {
        var script = script("echo $$ > '%s/pid'; echo 'progress 1.36.3 1 - x'; exec sleep 300".formatted(directory));
        var building = start(List.of(DEFAULT), Optional.of(script));
        eventually(() -> building.availability(DEFAULT) instanceof Preparing it && it.percent() == 1);
        var pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());

        building.close();

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aFailedBuildIsExplainedAndTheNextVersionIsBuilt() throws Exception {
        var script = script("echo $1 >> '%s/built'; echo 'no go command' >&2; exit 3".formatted(directory));

        var building = start(List.of(DEFAULT, OTHER), Optional.of(script));

        assertThat(settled(building, DEFAULT))
                .isInstanceOfSatisfying(
                        Unavailable.class, it -> assertThat(it.message()).contains("no go command", "exit status 3"));
        settled(building, OTHER);
        assertThat(Files.readAllLines(directory.resolve("built"))).containsExactly("1.36.3", "1.37.2");
    }

    @Test
    void anOperatorsDirectoryComesFirstAndMustHoldTheVersion() throws Exception {
        fillCache(DEFAULT);
        var own = Files.createDirectories(directory.resolve("own"));
        for (var program : List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            executable(own.resolve(program), "#!/bin/sh\necho Kubernetes v1.36.3\n");
        }
        executable(own.resolve("etcd"), "#!/bin/sh\necho 'etcd Version: 3.5.30'\n");

        var found = open(Optional.of(own), List.of(DEFAULT), Optional.empty());
        assertThat(settled(found, DEFAULT)).isInstanceOf(Available.class);
        assertThat(found.find(DEFAULT).orElseThrow().kubernetes()).isEqualTo(own);

        executable(own.resolve("etcd"), "#!/bin/sh\necho 'etcd Version: 3.4.23'\n");
        var tooOld = open(Optional.of(own), List.of(DEFAULT), Optional.empty());
        settled(tooOld, DEFAULT);
        assertThat(tooOld.find(DEFAULT).orElseThrow().kubernetes()).isEqualTo(kubernetes(DEFAULT));
    }

    @Test
    void whatSomebodyBuiltByHandIsFoundLater() throws Exception {
        var found = start(List.of(DEFAULT), Optional.empty());
        settled(found, DEFAULT);
        fillCache(DEFAULT);

        found.lookAgain();

        assertThat(found.availability(DEFAULT)).isInstanceOf(Available.class);
    }

    @Test
    void aVersionThatIsNotOfferedIsNotThere() {
        assertThat(start(List.of(DEFAULT), Optional.empty()).availability(OTHER))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void aFailedBuildIsTriedAgainUntilItSucceeds() throws Exception {
        var good = Files.createDirectories(directory.resolve("good"));
        fillCache(OTHER);
        fill(good, DEFAULT);
        retries = List.of(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofHours(1));
        var script = script("""
                echo attempt >> '%1$s/attempts'
                test $(wc -l < '%1$s/attempts') = 3 || { echo 'no network' >&2; exit 1; }
                mkdir -p '%2$s'; cp -a '%1$s'/good/. '%2$s'
                """.formatted(directory, kubernetes(DEFAULT)));

        var building = start(List.of(DEFAULT), Optional.of(script));

        eventually(() -> building.availability(DEFAULT) instanceof Available);
        assertThat(Files.readAllLines(directory.resolve("attempts"))).hasSize(3);
        assertThat(ready).containsExactly(DEFAULT);
    }

    @Test
    void aBuildThatGoesOnFailingIsLeftAloneAndSaysSo() throws Exception {
        retries = List.of(Duration.ofMillis(10), Duration.ofMillis(10));
        var script = script("echo attempt >> '%s/attempts'; echo 'no network' >&2; exit 1".formatted(directory));

        var building = start(List.of(DEFAULT), Optional.of(script));

        eventually(() -> building.availability(DEFAULT) instanceof Unavailable it
                && it.message().contains("tried 3 times"));
        assertThat(((Unavailable) building.availability(DEFAULT)).message())
                .contains("no network")
                .endsWith("./bergwerk kubernetes build 1.36.3");
        assertThat(Files.readAllLines(directory.resolve("attempts"))).hasSize(3);
    }

    @Test
    void aFailedBuildSaysWhenItIsTriedAgain() throws Exception {
        var building = start(List.of(DEFAULT), Optional.of(script("exit 1")));

        assertThat(settled(building, DEFAULT))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        it -> assertThat(it.message()).contains("built again in 60 minutes (2 of 2)"));
    }

    private Binaries start(List<KubernetesVersion> versions, Optional<Path> script) {
        return open(Optional.empty(), versions, script);
    }

    private Binaries open(Optional<Path> own, List<KubernetesVersion> versions, Optional<Path> script) {
        close();
        var opened = new Binaries(new BinarySources(own, directory, "", script), versions, retries, ready::add);
        binaries = opened;
        opened.start();
        return opened;
    }

    private static VersionAvailability settled(Binaries binaries, KubernetesVersion version) {
        eventually(() -> !(binaries.availability(version) instanceof Preparing));
        return binaries.availability(version);
    }

    private Path script(String body) throws IOException {
        return executable(directory.resolve("build-script"), "#!/bin/sh\n" + body + "\n");
    }

    private Path kubernetes(KubernetesVersion version) {
        return directory.resolve("kubernetes/v" + version + "/" + CacheLookup.platform());
    }

    private void fillCache(KubernetesVersion version) throws Exception {
        fill(Files.createDirectories(kubernetes(version)), version);
        var etcd = Files.createDirectories(directory.resolve("etcd/v3.6.16/" + CacheLookup.platform()));
        executable(etcd.resolve("etcd"), "#!/bin/sh\n");
        stamp(etcd, "3.6.16", "etcd");
    }

    private static void fill(Path home, KubernetesVersion version) throws Exception {
        executable(home.resolve("bwkube"), "#!/bin/sh\n");
        for (var link : List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            Files.createSymbolicLink(home.resolve(link), Path.of("bwkube"));
        }
        stamp(home, version.toString(), "bwkube");
    }

    private static void stamp(Path home, String version, String program) throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(home.resolve(program)));
        Files.writeString(
                home.resolve("stamp"),
                "version %s\nsources 0\nsha256 %s %s\n"
                        .formatted(version, HexFormat.of().formatHex(digest), program));
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static void eventually(java.util.function.BooleanSupplier state) {
        assertThat(Poll.until(LIMIT, Duration.ofMillis(10), state)).isTrue();
    }
}
