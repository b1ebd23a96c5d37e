package io.bergwerk.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesCacheTest {
    @TempDir
    Path cache;

    @Test
    void aDamagedFileIsNoticedAndUnpackedAgain() throws Exception {
        var binaries = PostgresBinaries.bundled(cache);
        var postgres = binaries.program("postgres");
        var size = Files.size(postgres);
        try (var channel = Files.newByteChannel(postgres, StandardOpenOption.WRITE)) {
            channel.truncate(size / 2);
        }

        var again = PostgresBinaries.bundled(cache);

        assertThat(again).isEqualTo(binaries);
        assertThat(postgres).hasSize(size);
        assertThat(again.major()).isEqualTo(18);
    }

    @Test
    void aDirectoryWithoutBinariesIsRefused() {
        assertThatThrownBy(() -> PostgresBinaries.at(cache))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining(cache.resolve("bin/postgres").toString());
    }
}
