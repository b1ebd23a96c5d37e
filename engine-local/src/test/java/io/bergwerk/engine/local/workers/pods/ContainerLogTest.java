package io.bergwerk.engine.local.workers.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContainerLogTest {
    @Test
    void theFirstLineSaysThatTheContainerIsSimulatedAndBeatsFollow() {
        var pod = PodFixture.simple().step().after(Duration.ofSeconds(95));

        var lines = lines(pod, false);

        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst().text()).contains("simulated", "default/p", "nginx");
        assertThat(lines.getLast().time()).isEqualTo(PodFixture.START.plusSeconds(90));
    }

    @Test
    void aLongLifeIsNotALongLog() {
        var pod = PodFixture.simple().step().after(Duration.ofDays(300));

        assertThat(lines(pod, false)).hasSize(1001);
    }

    @Test
    void whatThePodSaysItWritesIsWritten() {
        var pod = PodFixture.simple().annotated("log", "one\ntwo").step();

        assertThat(lines(pod, false)).extracting(ContainerLog.Line::text).containsExactly("one", "two");
    }

    @Test
    void thePreviousRunIsOnlyThereAfterARestart() {
        var pod = PodFixture.simple().annotated("crash-every", "40s").step();
        assertThat(ContainerLog.lines(
                        pod.pod(), pod.pod().containers().getFirst(), pod.container("a"), true, pod.now()))
                .isEmpty();

        pod.atWake();

        assertThat(lines(pod, true)).hasSize(2);
        assertThat(lines(pod, false)).hasSize(1);
    }

    private static java.util.List<ContainerLog.Line> lines(PodFixture pod, boolean previous) {
        var container = pod.pod().containers().getFirst();
        return ContainerLog.lines(pod.pod(), container, pod.container("a"), previous, pod.now())
                .orElseThrow();
    }
}
