package io.bergwerk.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFilesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /// User manual 3.1.
    @Test
    void theBuiltInCatalogOffersTheManualsMachineTypes() {
        var catalog = CatalogFiles.read(Optional.empty());

        assertThat(catalog.machineTypes())
                .extracting(MachineTypeOffer::id, MachineTypeOffer::priceMicroEuro)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("n1-medium-x86", 12_500L),
                        org.assertj.core.groups.Tuple.tuple("c1-medium-x86", 19_170L),
                        org.assertj.core.groups.Tuple.tuple("c1-large-x86", 29_160L));
        assertThat(catalog.defaultRegion().defaults().partition()).isEqualTo("eqx-mu4");
    }

    @Test
    void versionsComeNewestFirstAndExpiredOnesAreNotOffered() {
        var catalog = CatalogFiles.read(Optional.empty());

        assertThat(catalog.offeredVersions(NOW))
                .extracting(offer -> offer.version().toString())
                .containsExactly("1.37.2", "1.36.3", "1.36.1");
        assertThat(catalog.offeredVersions(Instant.parse("2027-07-01T00:00:00Z")))
                .extracting(VersionOffer::version)
                .containsExactly(new KubernetesVersion(1, 37, 2));
    }

    @Test
    void aDefaultThatIsNotOnOfferIsNamed(@TempDir Path directory) throws IOException {
        var file = directory.resolve("catalog.yaml");
        Files.writeString(file, """
                regions:
                  - {id: muc, name: muc, description: d, address: a, active: true, machine-types: [small],
                     partitions: [{id: p1, name: p1, description: d, address: a, active: true}],
                     defaults: {machine-type: big, kubernetes-version: 1.36.3, worker-min: 1, worker-max: 3, partition: p1}}
                machine-types:
                  - {id: small, name: small, cpus: 1, memory-bytes: 2147483648, storage-bytes: 1, cpu-description: x,
                     storage-description: y, price-micro-euro: 1}
                kubernetes: [{version: 1.36.3, expiration: "2027-01-01T00:00:00Z"}]
                machine-images: [{name: debian, version: "12", expiration: "2027-01-01T00:00:00Z"}]
                partition-aliases: {}
                """);

        assertThatThrownBy(() -> CatalogFiles.read(Optional.of(file)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("regions.muc.defaults.machine-type: big (expected: one of [small])");
    }
}
