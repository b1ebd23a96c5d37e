package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.common.IdSource;
import io.bergwerk.testing.Seed;
import io.bergwerk.testing.SettableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SingleServerTest {
    @TempDir
    Path data;

    @RegisterExtension
    final Seed seed = Seed.fresh();

    @Test
    void aSecondServerInOneDataDirectoryIsToldWhoIsThere() {
        try (var first = SingleServer.of(data, ids())) {
            assertThatThrownBy(() -> SingleServer.of(data, ids()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
            assertThat(first.id()).isNotNull();
        }
    }

    @Test
    void theIdOutlivesARestart() {
        var first = SingleServer.of(data, ids());
        first.close();

        try (var second = SingleServer.of(data, ids())) {
            assertThat(second.id()).isEqualTo(first.id());
        }
    }

    private IdSource ids() {
        return seed.ids(SettableClock.atNoon());
    }
}
