package io.bergwerk.engine.local.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ClusterNames NAMES =
            new ClusterNames("c1", List.of("api.prod.example.org"), List.of("10.96.0.1"));

    @TempDir
    Path directory;

    @Test
    void everythingIsThereAndOnlyForItsOwner() throws IOException {
        ensure(NAMES, NOW);

        assertThat(files().keySet())
                .contains("ca.crt", "ca.key", "front-proxy-ca.crt", "apiserver.key", "engine.crt", "sa.key", "sa.pub")
                .hasSize(22);
        for (var file : files().keySet()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aSecondTimeChangesNothing() throws IOException {
        ensure(NAMES, NOW);
        var before = files();

        ensure(NAMES, NOW.plus(Duration.ofDays(200)));

        assertThat(files()).isEqualTo(before);
    }

    @Test
    void leavesAreRenewedAfterTwoThirdsOfTheirLife() throws IOException {
        ensure(NAMES, NOW);
        var before = files();

        var later = ensure(NAMES, NOW.plus(Duration.ofDays(250)));

        assertThat(files().get("ca.crt")).isEqualTo(before.get("ca.crt"));
        assertThat(files().get("sa.key")).isEqualTo(before.get("sa.key"));
        assertThat(files().get("apiserver.crt")).isNotEqualTo(before.get("apiserver.crt"));
        assertThat(later.engine().certificate().getNotAfter().toInstant()).isAfter(NOW.plus(Duration.ofDays(600)));
    }

    @Test
    void aDeathAfterAnyFileIsRepaired() throws Exception {
        ensure(NAMES, NOW);
        var whole = files();

        for (var lost : whole.keySet()) {
            if (List.of("ca.key", "front-proxy-ca.key", "sa.key").contains(lost)) {
                continue; // written before their other half: their loss alone is no death of ours
            }
            Files.delete(directory.resolve(lost));
            var repaired = ensure(NAMES, NOW);
            assertThat(files().keySet()).as("after the loss of " + lost).isEqualTo(whole.keySet());
            repaired.engine().certificate().verify(repaired.ca().certificate().getPublicKey());
        }
    }

    @Test
    void aLeafWhoseFilesDoNotBelongTogetherIsMadeAnew() throws Exception {
        ensure(NAMES, NOW);
        Files.copy(directory.resolve("kcm.key"), directory.resolve("engine.key"), StandardCopyOption.REPLACE_EXISTING);

        ensure(NAMES, NOW);

        assertThat(new PairFiles(directory, "engine").read()).isPresent();
    }

    @Test
    void anAuthorityWithoutItsKeyIsNotReplaced() throws IOException {
        ensure(NAMES, NOW);
        Files.writeString(
                directory.resolve("ca.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> ensure(NAMES, NOW))
                .isInstanceOf(DamagedPkiException.class)
                .hasMessageContaining("restore")
                .hasMessageNotContaining("AAAA");
    }

    @Test
    void theApiServerIsNamedAsOrdered() throws Exception {
        ensure(NAMES, NOW);
        assertThat(namesOf(apiServer()))
                .contains("api.prod.example.org", "10.96.0.1", "127.0.0.1", "kubernetes.default.svc");

        ensure(new ClusterNames("c1", List.of("api.other.example.org"), List.of("10.96.0.1")), NOW);
        assertThat(namesOf(apiServer())).contains("api.other.example.org").doesNotContain("api.prod.example.org");
    }

    @Test
    void theFrontProxyIsTrustedByItsOwnAuthorityAlone() throws Exception {
        var pki = ensure(NAMES, NOW);
        var frontProxy =
                new PairFiles(directory, "front-proxy").read().orElseThrow().certificate();

        assertThatThrownBy(() -> frontProxy.verify(pki.ca().certificate().getPublicKey()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void theBootstrapCertificateLivesTenMinutes() {
        var bootstrap = ensure(NAMES, NOW).bootstrap().certificate();

        assertThat(bootstrap.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
        assertThat(bootstrap.getSubjectX500Principal().getName()).contains("O=system:masters");
    }

    @Test
    void aSetBackClockDoesNotInvalidateWhatWasMade() throws Exception {
        var pki = ensure(NAMES, NOW);

        pki.engine().certificate().checkValidity(Date.from(NOW.minus(Duration.ofHours(1))));
        pki.ca().certificate().checkValidity(Date.from(NOW.minus(Duration.ofHours(1))));
    }

    @Test
    void noKeyIsPrinted() {
        var engine = ensure(NAMES, NOW).engine();

        assertThat(engine.toString())
                .contains("bergwerk:engine")
                .doesNotContain(engine.keyPem().substring(40, 60));
    }

    private ClusterPki ensure(ClusterNames names, Instant now) {
        return ClusterPki.ensure(directory, names, InstantSource.fixed(now), new SecureRandom());
    }

    private X509Certificate apiServer() {
        return new PairFiles(directory, "apiserver").read().orElseThrow().certificate();
    }

    private static List<Object> namesOf(X509Certificate certificate) throws Exception {
        var names = new ArrayList<Object>();
        certificate.getSubjectAlternativeNames().forEach(name -> names.add(name.get(1)));
        return names;
    }

    private Map<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        try (var entries = Files.newDirectoryStream(directory)) {
            for (var entry : entries) {
                files.put(entry.getFileName().toString(), Files.readString(entry));
            }
        }
        return files;
    }
}
