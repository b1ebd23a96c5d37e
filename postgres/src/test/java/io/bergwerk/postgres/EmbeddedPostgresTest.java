package io.bergwerk.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final PostgresBinaries BINARIES = PostgresBinaries.bundled(PostgresBinaries.userCache());

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeftRunning() {
        Postmaster.clear(new DataDirectory(directory));
    }

    @Test
    void whatWasCommittedIsThereAfterARestart() throws Exception {
        try (var postgres = EmbeddedPostgres.start(config())) {
            run(postgres, "CREATE TABLE kept AS SELECT 1 AS one");
        }
        try (var postgres = EmbeddedPostgres.start(config())) {
            assertThat(read(postgres, "SELECT one FROM kept")).isEqualTo("1");
        }
        assertThat(ProcFs.workingIn(directory.resolve("data"))).isEmpty();
    }

    @Test
    void itIsDurableClosedToOthersAndAsksForThePassword() throws Exception {
        try (var postgres = EmbeddedPostgres.start(config())) {
            assertThat(read(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(read(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(read(postgres, "SHOW data_checksums")).isEqualTo("on");
            assertThat(read(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
        assertThat(mode("")).isEqualTo("rwx------");
        assertThat(mode("password")).isEqualTo("rw-------");
        assertThat(Files.readString(directory.resolve("postgres.log")))
                .doesNotContain(new DataDirectory(directory).password());
    }

    @Test
    void aKilledPostmasterIsReplacedAtTheSameAddressWithAllThatWasCommitted() throws Exception {
        try (var postgres = EmbeddedPostgres.start(config())) {
            var url = postgres.jdbcUrl();
            run(postgres, "CREATE TABLE kept (n int)");
            for (var n = 1; n <= 3; n++) {
                run(postgres, "INSERT INTO kept VALUES (" + n + ")");
                var killed = postgres.pid();
                kill(killed);
                until(
                        "another postmaster",
                        () -> postgres.pid() != killed && postgres.problem().isEmpty());
            }

            assertThat(postgres.jdbcUrl()).isEqualTo(url);
            assertThat(read(postgres, "SELECT count(*) FROM kept")).isEqualTo("3");
        }
    }

    @Test
    void aServerThatOutlivedItsProcessIsAdopted() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Orphanage.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("orphanage.out").toFile())
                .start();
        var pid = new DataDirectory(directory);
        until("the other process is up", () -> Files.exists(directory.resolve("up")) || !process.isAlive());
        assertThat(directory.resolve("up")).exists();
        var orphan = PidFile.read(pid.data()).orElseThrow().pid();
        assertThatThrownBy(() -> EmbeddedPostgres.start(config()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use by process " + process.pid());

        process.destroyForcibly().waitFor();

        try (var postgres = EmbeddedPostgres.start(config())) {
            assertThat(postgres.pid()).isEqualTo(orphan);
            assertThat(read(postgres, "SELECT one FROM kept")).isEqualTo("1");
            kill(orphan);
            until(
                    "an adopted one is watched too",
                    () -> postgres.pid() != orphan && postgres.problem().isEmpty());
        }
        assertThat(ProcFs.workingIn(directory.resolve("data"))).isEmpty();
    }

    @Test
    void anOrphanWithOtherSettingsIsRestarted() throws Exception {
        var launch = launch(config());
        new DataDirectory(directory).ensure(config(), RunAs.choose(config()));
        var orphan = launch.start();

        try (var postgres = EmbeddedPostgres.start(config().withSetting("work_mem", "8MB"))) {
            assertThat(postgres.pid()).isNotEqualTo(orphan.pid());
            assertThat(read(postgres, "SHOW work_mem")).isEqualTo("8MB");
        }
    }

    @Test
    void aTakenPortIsSkippedAndTheChosenOneKept() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config = config().withFirstPort(Math.min(taken.getLocalPort(), 65000));
            int chosen;
            try (var postgres = EmbeddedPostgres.start(config)) {
                chosen = postgres.port();
                assertThat(chosen).isNotEqualTo(taken.getLocalPort());
            }
            try (var postgres = EmbeddedPostgres.start(config())) {
                assertThat(postgres.port()).isEqualTo(chosen);
            }
        }
    }

    @Test
    void aPidFileWhoseNumberBelongsToAnotherProgramIsNoObstacle() throws Exception {
        EmbeddedPostgres.start(config()).stop();
        var stale = ProcessHandle.current().pid() + "\n" + directory.resolve("data")
                + "\n1\n15432\n\n127.0.0.1\n1 1\nready\n";
        Files.writeString(directory.resolve("data/postmaster.pid"), stale);

        try (var postgres = EmbeddedPostgres.start(config())) {
            assertThat(read(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsRefusedAndLeftAlone() throws Exception {
        EmbeddedPostgres.start(config()).stop();
        Files.writeString(directory.resolve("data/PG_VERSION"), "14\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(config()))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("holds data of PostgreSQL 14 (expected: 18)");
        assertThat(directory.resolve("data/PG_VERSION")).hasContent("14\n");
    }

    @Test
    void aDeathDuringTheFirstStartIsRepairedByTheNext() throws Exception {
        Files.createDirectories(directory.resolve("data.new/base"));
        Files.writeString(directory.resolve("data.new/PG_VERSION"), "18\n");
        Files.writeString(directory.resolve("password"), "of a database that never was");

        try (var postgres = EmbeddedPostgres.start(config())) {
            assertThat(read(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    private PostgresConfig config() {
        return PostgresConfig.of(directory, BINARIES).withFirstPort(21432);
    }

    private Launch launch(PostgresConfig config) {
        return new Launch(config, new DataDirectory(directory), RunAs.choose(config));
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
    }

    private static void kill(long pid) throws Exception {
        new ProcessBuilder(List.of("sh", "-c", "kill -9 " + pid)).start().waitFor(10, TimeUnit.SECONDS);
    }

    private static void run(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = connect(postgres);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String read(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = connect(postgres);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static void until(String what, BooleanSupplier state) {
        var end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
