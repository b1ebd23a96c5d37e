package io.bergwerk.engine.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Path SHELL = Path.of("/bin/sh");

    @TempDir
    Path directory;

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger changes = new AtomicInteger();

    @AfterEach
    void endAll() {
        supervisor("sleeper").stop(Duration.ofSeconds(1));
        timers.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void aProcessRunsInASessionOfItsOwnWithNothingInherited() throws IOException {
        var supervisor = supervisor("sleeper");
        supervisor.run(sleeper(), GRACE);

        var pid = supervisor.state().pid();
        var environment = new HashMap<String, String>();
        eventually(
                () -> { // there is none while setsid becomes the program
                    environment.putAll(ProcFs.environment(pid));
                    return !environment.isEmpty();
                });
        assertThat(environment)
                .containsEntry("BERGWERK_CLUSTER", "c1")
                .containsEntry("BERGWERK_COMPONENT", "sleeper")
                .containsEntry("GOGC", "50")
                .doesNotContainKeys("HOME", "JAVA_HOME", "USER");
        eventually(() -> sessionOf(pid) == pid);
    }

    @Test
    void whatIsKilledComesBack() throws IOException {
        var supervisor = supervisor("sleeper");
        supervisor.run(sleeper(), GRACE);
        var before = supervisor.state().pid();

        kill(before);

        eventually(() -> supervisor.state().isRunning() && supervisor.state().pid() != before);
        assertThat(supervisor.state().restarts()).isEqualTo(1);
        eventually(() -> changes.get() >= 2);
    }

    @Test
    void aLaterServerAdoptsWhatRuns() throws IOException {
        var first = supervisor("sleeper");
        first.run(sleeper(), GRACE);
        var pid = first.state().pid();
        first.letGo();

        var second = supervisor("sleeper");
        second.run(sleeper(), GRACE);

        assertThat(second.state().pid()).isEqualTo(pid);
        assertThat(second.state().adopted()).isTrue();

        kill(pid);
        eventually(() -> second.state().isRunning() && second.state().pid() != pid);
    }

    @Test
    void aServerThatDiedBetweenStartAndRecordIsRepaired() throws IOException {
        var first = supervisor("sleeper");
        first.run(sleeper(), GRACE);
        var pid = first.state().pid();
        first.letGo();
        RunRecord.aboutToStart(sleeper(), "2026-01-01T00:00:00Z", 0).write(sleeper(), Seat.PRESENT);

        var second = supervisor("sleeper");
        second.run(sleeper(), GRACE);

        assertThat(second.state().pid()).isEqualTo(pid);
        assertThat(RunRecord.read(sleeper(), Seat.PRESENT).orElseThrow().pid()).isEqualTo(pid);
    }

    @Test
    void somebodyElsesProcessIsNeitherAdoptedNorEnded() throws IOException {
        var stranger = new ProcessBuilder("sleep", "300").start();
        try {
            var identity = ProcFs.identify(stranger.pid()).orElseThrow();
            Files.createDirectories(RunRecord.file(sleeper(), Seat.PRESENT).getParent());
            RunRecord.aboutToStart(sleeper(), "2026-01-01T00:00:00Z", 0)
                    .started(identity)
                    .write(sleeper(), Seat.PRESENT);

            var supervisor = supervisor("sleeper");
            assertThat(supervisor.isThere()).isFalse();
            assertThat(supervisor.stop(Duration.ofSeconds(1))).isTrue();

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aReusedPidIsNotOurs() throws IOException {
        var supervisor = supervisor("sleeper");
        supervisor.run(sleeper(), GRACE);
        var real = ProcFs.identify(supervisor.state().pid()).orElseThrow();

        var earlier = new ProcessIdentity(real.pid(), real.startTicks() - 1, real.bootId());
        var otherBoot = new ProcessIdentity(real.pid(), real.startTicks(), "another boot");

        assertThat(OwnProcess.verify(real, sleeper())).isPresent();
        assertThat(OwnProcess.verify(earlier, sleeper())).isEmpty();
        assertThat(OwnProcess.verify(otherBoot, sleeper())).isEmpty();
    }

    @Test
    void whatRunsOtherwiseThanItShouldIsStartedAnew() throws IOException {
        var supervisor = supervisor("sleeper");
        supervisor.run(sleeper(), GRACE);
        var before = supervisor.state().pid();

        supervisor.run(shell("sleeper", "exec sleep 301"), GRACE);

        assertThat(supervisor.state().pid()).isNotEqualTo(before);
        assertThat(ProcFs.identify(before)).isEmpty();
    }

    @Test
    void whatDoesNotEndWhenAskedIsKilled() throws IOException {
        var supervisor = supervisor("sleeper");
        supervisor.run(shell("sleeper", "trap '' TERM; echo deaf; while :; do sleep 1; done"), GRACE);
        var pid = supervisor.state().pid();
        eventually(() -> LogFiles.lastLines(sleeper().logFile()).contains("deaf"));

        assertThat(supervisor.stop(Duration.ofMillis(200))).isTrue();

        assertThat(ProcFs.identify(pid)).isEmpty();
        assertThat(RunRecord.file(sleeper(), Seat.PRESENT)).doesNotExist();
    }

    @Test
    void aStoppedProcessStaysStopped() throws IOException {
        var supervisor = supervisor("sleeper");
        supervisor.run(sleeper(), GRACE);

        supervisor.stop(Duration.ofSeconds(5));

        assertThat(supervisor.state().isRunning()).isFalse();
        assertThat(supervisor.state().restarts()).isZero();
        assertThat(supervisor.isThere()).isFalse();
    }

    @Test
    void aProgramThatEndsAtOnceIsACrashLikeAnyOther() throws IOException {
        var missing =
                new ProcessSpec("c1", "sleeper", directory, directory.resolve("missing"), "1", List.of(), Map.of());
        var supervisor = supervisor("sleeper");

        supervisor.run(missing, GRACE); // setsid starts and then finds nothing to run

        eventually(() -> supervisor.state().restarts() >= 1);
        assertThat(supervisor.state().isRunning()).isFalse();
        supervisor.stop(Duration.ofSeconds(1));
        assertThat(supervisor.isThere()).isFalse();
    }

    @Test
    void whatWasGoneBeforeItCouldBeIdentifiedIsNobody() throws IOException {
        var launcher = new Launcher(InstantSource.system());
        var self = ProcessHandle.current().pid();
        Files.createDirectories(RunRecord.file(sleeper(), Seat.PRESENT).getParent());
        RunRecord.aboutToStart(sleeper(), "2026-01-01T00:00:00Z", 0)
                .started(ProcFs.ended(self))
                .write(sleeper(), Seat.PRESENT);

        assertThat(ProcFs.isAlive(ProcFs.ended(self))).isFalse();
        assertThat(launcher.find(sleeper(), Seat.PRESENT)).isEmpty();
    }

    @Test
    void fiveCrashesAreTooMany() {
        var backoff = new Backoff(new Random(1));
        var now = java.time.Instant.parse("2026-01-01T00:00:00Z");
        var pauses = new java.util.ArrayList<Duration>();
        for (var crash = 0; crash < 9; crash++) {
            assertThat(backoff.crashesTooOften(now)).isEqualTo(crash >= 5);
            pauses.add(backoff.crashed(now, now));
        }

        assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(375), Duration.ofMillis(625));
        assertThat(pauses.getLast()).isBetween(Duration.ofMillis(22_500), Duration.ofMillis(37_500));
        assertThat(backoff.crashesTooOften(now.plus(Duration.ofMinutes(11)))).isFalse();
        var afterHealth = backoff.crashed(now, now.plus(Duration.ofMinutes(3)));
        assertThat(afterHealth).isLessThan(Duration.ofMillis(700));
    }

    @Test
    void aLogStaysWithinItsBound() throws IOException {
        var log = directory.resolve("big.log");
        for (var round = 0; round < 5; round++) {
            try (var file = new java.io.RandomAccessFile(log.toFile(), "rw")) {
                file.setLength(LogFiles.LARGEST_BYTES + round);
            }
            LogFiles.rotate(log);
            assertThat(log).isEmptyFile();
        }
        LogFiles.rotate(log);

        try (var files = Files.list(directory)) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrder("big.log", "big.log.1", "big.log.2", "big.log.3");
        }
        assertThat(Files.size(directory.resolve("big.log.1"))).isEqualTo(LogFiles.LARGEST_BYTES + 4);
    }

    @Test
    void aBrokenRecordIsNoReasonToStop() throws IOException {
        Files.createDirectories(RunRecord.file(sleeper(), Seat.PRESENT).getParent());
        Files.writeString(RunRecord.file(sleeper(), Seat.PRESENT), "{\"pid\": 12");

        var supervisor = supervisor("sleeper");
        supervisor.run(sleeper(), GRACE);

        assertThat(supervisor.state().isRunning()).isTrue();
        assertThat(RunRecord.read(sleeper(), Seat.PRESENT).orElseThrow().pid())
                .isEqualTo(supervisor.state().pid());
    }

    private Supervisor supervisor(String component) {
        var clock = InstantSource.system();
        var context = new SupervisorContext(new Launcher(clock), timers, threads, clock, new Random(1));
        return new Supervisor(shell(component, "exec sleep 300"), context, changes::incrementAndGet);
    }

    private ProcessSpec sleeper() {
        return shell("sleeper", "exec sleep 300");
    }

    private ProcessSpec shell(String component, String script) {
        return new ProcessSpec("c1", component, directory, SHELL, "1", List.of("-c", script), Map.of("GOGC", "50"));
    }

    private static long sessionOf(long pid) {
        try {
            var line = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[3]);
        } catch (IOException _) {
            return 0;
        }
    }

    private static void kill(long pid) {
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }

    private static void eventually(BooleanSupplier state) {
        assertThat(Poll.until(LIMIT, Duration.ofMillis(10), state)).isTrue();
    }
}
