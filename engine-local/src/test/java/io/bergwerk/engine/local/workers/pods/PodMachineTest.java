package io.bergwerk.engine.local.workers.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.local.workers.pods.ContainerState.Terminated;
import io.bergwerk.engine.local.workers.pods.ContainerState.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PodMachineTest {
    @Test
    void aPlainPodRunsWithOneWriteAndIsThenLeftAlone() {
        var pod = PodFixture.simple().step().step().after(Duration.ofHours(5));

        assertThat(pod.status().phase()).isEqualTo("Running");
        assertThat(pod.status().podIp()).isEqualTo("10.240.0.2");
        assertThat(pod.status().holds("Ready")).isTrue();
        assertThat(pod.writes()).isOne();
        assertThat(pod.plan().wake()).isEmpty();
    }

    @Test
    void aPodOfTheHostNetworkHasItsNodesAddress() {
        var pod = new PodFixture("{hostNetwork: true, containers: [{name: a, image: x}]}")
                .withoutAddresses()
                .step();

        assertThat(pod.status().podIp()).isEqualTo("10.250.0.10");
    }

    @Test
    void aPodWaitsUntilItsNodeHasAddresses() {
        var pod = PodFixture.simple().withoutAddresses().step();
        assertThat(pod.status().phase()).isEqualTo("Pending");
        assertThat(pod.container("a").state()).isEqualTo(new Waiting("ContainerCreating", ""));

        pod.withAddresses().step();

        assertThat(pod.status().phase()).isEqualTo("Running");
    }

    @Test
    void aMissingVolumeSourceHoldsThePodUntilItAppears() {
        var pod = PodFixture.simple()
                .missing(new Reference(Reference.Kind.SECRET, "s", true))
                .step();
        assertThat(pod.status().phase()).isEqualTo("Pending");
        assertThat(pod.status().podIp()).isEmpty();

        pod.missing().step();

        assertThat(pod.status().phase()).isEqualTo("Running");
    }

    @Test
    void aMissingVariableSourceIsAContainerConfigError() {
        var pod = PodFixture.simple()
                .missing(new Reference(Reference.Kind.CONFIG_MAP, "c", false))
                .step();

        assertThat(pod.container("a").state())
                .isEqualTo(new Waiting("CreateContainerConfigError", "configmap \"c\" not found"));
        assertThat(pod.status().phase()).isEqualTo("Pending");
    }

    @Test
    void initContainersEndBeforeTheRestBeginsAndSidecarsStay() {
        var pod = new PodFixture(
                "{initContainers: [{name: i, image: x, command: [sleep, \"5\"]}, {name: s, image: x, restartPolicy: Always}],"
                        + " containers: [{name: a, image: x}]}");
        pod.step();
        assertThat(pod.container("i").isRunning()).isTrue();
        assertThat(pod.container("s").state()).isEqualTo(new Waiting("PodInitializing", ""));
        assertThat(pod.container("a").state()).isEqualTo(new Waiting("PodInitializing", ""));

        pod.atWake();

        assertThat(pod.container("i").state()).isInstanceOf(Terminated.class);
        assertThat(pod.container("s").isRunning()).isTrue();
        assertThat(pod.container("a").isRunning()).isTrue();
        assertThat(pod.status().holds("Initialized")).isTrue();
        assertThat(pod.status().holds("Ready")).isTrue();
    }

    @Test
    void aFailedInitContainerFailsAPodThatIsNeverRestarted() {
        var pod = new PodFixture("{restartPolicy: Never, initContainers: [{name: i, image: x, command: [\"false\"]}],"
                + " containers: [{name: a, image: x}]}");

        pod.step();

        assertThat(pod.status().phase()).isEqualTo("Failed");
    }

    @Test
    void aJobsPodSucceedsAfterItsTimeAndItsSidecarEnds() {
        var pod = new PodFixture("{restartPolicy: Never, initContainers: [{name: s, image: x, restartPolicy: Always}],"
                        + " containers: [{name: a, image: x}]}")
                .ownedBy("Job");
        pod.step();
        assertThat(pod.status().phase()).isEqualTo("Running");

        pod.atWake();

        assertThat(pod.status().phase()).isEqualTo("Succeeded");
        assertThat(pod.container("s").isRunning()).isFalse();
        assertThat(pod.status().holds("Ready")).isFalse();
        assertThat(pod.plan().wake()).isEmpty();
    }

    @Test
    void anExitCodeFailsAPodThatIsNeverRestarted() {
        var pod =
                new PodFixture("{restartPolicy: Never, containers: [{name: a, image: x}]}").annotated("exit-code", "3");
        pod.step();

        pod.atWake();

        assertThat(pod.status().phase()).isEqualTo("Failed");
        assertThat(pod.container("a").state())
                .isInstanceOfSatisfying(
                        Terminated.class, ended -> assertThat(ended.exitCode()).isEqualTo(3));
    }

    @Test
    void aCrashingContainerIsRestartedWithGrowingPauses() {
        var pod = PodFixture.simple().annotated("crash-every", "2s").step();
        assertThat(pod.container("a").isRunning()).isTrue();

        pod.atWake();
        assertThat(pod.container("a").restartCount()).isOne();
        assertThat(pod.container("a").isRunning()).isTrue();

        pod.atWake();
        assertThat(pod.container("a").state())
                .isInstanceOfSatisfying(
                        Waiting.class, waiting -> assertThat(waiting.reason()).isEqualTo("CrashLoopBackOff"));
        assertThat(pod.status().phase()).isEqualTo("Running");
        var crashed = pod.now();

        pod.atWake();
        assertThat(Duration.between(crashed, pod.now())).isEqualTo(Duration.ofSeconds(10));
        assertThat(pod.container("a").restartCount()).isEqualTo(2);
        assertThat(pod.container("a").last()).isPresent();

        pod.atWake();
        var crashedAgain = pod.now();
        pod.atWake();
        assertThat(Duration.between(crashedAgain, pod.now())).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void anImageThatCannotBePulledLeavesThePodPending() {
        var pod = PodFixture.simple().annotated("image-error", "true").step().step();

        assertThat(pod.container("a").state())
                .isInstanceOfSatisfying(
                        Waiting.class, waiting -> assertThat(waiting.reason()).isEqualTo("ImagePullBackOff"));
        assertThat(pod.status().phase()).isEqualTo("Pending");
        assertThat(pod.writes()).isOne();
    }

    @Test
    void readinessComesAfterTheDelayThatTheProbeOrTheAnnotationNames() {
        var probed =
                new PodFixture("{containers: [{name: a, image: x, readinessProbe: {initialDelaySeconds: 7}}]}").step();
        assertThat(probed.status().phase()).isEqualTo("Running");
        assertThat(probed.status().holds("Ready")).isFalse();
        assertThat(probed.plan().wake()).contains(PodFixture.START.plusSeconds(7));
        assertThat(probed.atWake().status().holds("Ready")).isTrue();

        var annotated = PodFixture.simple().annotated("ready-after", "3s").step();
        assertThat(annotated.status().holds("Ready")).isFalse();
        assertThat(annotated.atWake().status().holds("Ready")).isTrue();
    }

    @Test
    void readinessGatesAreWaitedForAndNeverWritten() {
        var pod = new PodFixture("{readinessGates: [{conditionType: gate}], containers: [{name: a, image: x}]}").step();
        assertThat(pod.status().holds("ContainersReady")).isTrue();
        assertThat(pod.status().holds("Ready")).isFalse();
        assertThat(PodPatch.of(pod.pod(), pod.plan().status(), "10.250.0.10", pod.now())
                        .toString())
                .doesNotContain("\"gate\"");

        pod.gateHolds("gate").step();

        assertThat(pod.status().holds("Ready")).isTrue();
    }

    @Test
    void startupIsWaitedForInCreation() {
        var pod = PodFixture.simple().annotated("startup", "4s").step();
        assertThat(pod.status().phase()).isEqualTo("Pending");
        assertThat(pod.plan().wake()).contains(PodFixture.START.plusSeconds(4));

        assertThat(pod.atWake().status().phase()).isEqualTo("Running");
    }

    @Test
    void aDeletedPodEndsWithinASecondAndIsGivenBack() {
        var pod = PodFixture.simple().step().deleted(30);
        assertThat(pod.plan().delete()).isFalse();
        assertThat(pod.plan().wake()).contains(PodFixture.START.plusSeconds(1));

        pod.atWake();

        assertThat(pod.container("a").isRunning()).isFalse();
        assertThat(pod.status().phase()).isEqualTo("Succeeded");
        assertThat(pod.plan().delete()).isTrue();
    }

    @Test
    void aReadyPodStaysReadyWhenTheClockIsSetBack() {
        var pod = PodFixture.simple().step();
        assertThat(pod.container("a").ready()).isTrue();

        pod.clockSetBack(Duration.ofHours(1)).step();

        assertThat(pod.container("a").ready()).isTrue();
        assertThat(pod.plan().wake()).isEmpty();
    }

    @Test
    void aDeletedPodDoesNotWaitForAClockThatWasSetBack() {
        var pod = PodFixture.simple().step().deleted(30).clockSetBack(Duration.ofHours(1));

        assertThat(pod.plan().delete()).isTrue();
        assertThat(pod.plan().wake()).isEmpty();
    }

    @Test
    void aPodWithoutGraceThatFinalizersHoldIsLeftToThem() {
        var pod = PodFixture.simple().step().deleted(0);

        pod.step();

        assertThat(pod.container("a").isRunning()).isFalse();
        assertThat(pod.plan().delete()).isFalse();
    }

    @Test
    void aJobsPodThatIsDeletedWhileItRunsCountsAsFailed() {
        var pod = new PodFixture("{restartPolicy: Never, containers: [{name: a, image: x, command: [sleep, \"600\"]}]}")
                .ownedBy("Job")
                .step()
                .deleted(30);

        pod.atWake();

        assertThat(pod.status().phase()).isEqualTo("Failed");
    }

    @Test
    void aDeadlineFailsThePod() {
        var pod = new PodFixture("{activeDeadlineSeconds: 60, containers: [{name: a, image: x}]}").step();
        assertThat(pod.plan().wake()).contains(PodFixture.START.plusSeconds(60));

        pod.atWake();

        assertThat(pod.status().phase()).isEqualTo("Failed");
        assertThat(pod.status().reason()).isEqualTo("DeadlineExceeded");
    }

    @Test
    void aResizeIsMirroredWithoutARestart() {
        var pod = new PodFixture("{containers: [{name: a, image: x, resources: {requests: {cpu: \"100m\"}}}]}").step();
        var before = pod.container("a");

        pod.resized("cpu", "250m").after(Duration.ofMinutes(1));

        assertThat(pod.container("a").resources().at("/requests/cpu").asText()).isEqualTo("250m");
        assertThat(pod.container("a").state()).isEqualTo(before.state());
        assertThat(pod.container("a").restartCount()).isZero();
        assertThat(pod.step().writes()).isEqualTo(2);
    }

    /// A server that died before it saw its own write plans the same write again, not another start.
    @Test
    void theSamePodAndTimeGiveTheSamePlan() {
        var pod = PodFixture.simple().annotated("crash-every", "2s").step();

        assertThat(pod.plan()).isEqualTo(pod.plan());
    }
}
