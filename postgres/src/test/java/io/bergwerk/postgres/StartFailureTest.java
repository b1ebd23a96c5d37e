package io.bergwerk.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LOG:  could not bind IPv4 address "127.0.0.1": Address already in use           | PORT_TAKEN
            FATAL:  could not create lock file "postmaster.pid": No space left on device    | DISK_FULL
            PANIC:  could not write to file "pg_wal/xlogtemp.9": No space left on device    | DISK_FULL
            FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use          | MEMORY_IN_USE
            FATAL:  unrecognized configuration parameter "x"                                | OTHER
            """)
    void whatPostgresSaysIsUnderstood(String said, StartFailure expected) {
        assertThat(StartFailure.of(said)).isEqualTo(expected);
    }

    @Test
    void aFullDiskIsNamedWithItsDirectory() {
        assertThat(StartFailure.DISK_FULL.exception(Path.of("/srv/data"), "..."))
                .hasMessageContaining("/srv/data is full: free some space");
    }

    @Test
    void theMostTellingLineIsShown() {
        var said = "LOG:  starting\nFATAL:  role is missing\nLOG:  database system is shut down\n";

        assertThat(StartFailure.OTHER.exception(Path.of("/srv/data"), said)).hasMessageContaining("role is missing");
    }
}
