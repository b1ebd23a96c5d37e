package io.bergwerk.engine.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.controlplane.Preflight.DeprecatedApi;
import io.bergwerk.engine.local.controlplane.Preflight.Found;
import io.bergwerk.engine.local.controlplane.Preflight.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private static final KubernetesVersion TO = KubernetesVersion.parse("1.37.2");
    private static final Found NOTHING = new Found(List.of(), List.of(), List.of());

    private static Optional<KubernetesVersion> version(String text) {
        return Optional.of(KubernetesVersion.parse(text));
    }

    @Test
    void nothingIsInTheWayOfAHealthyCluster() {
        var healthy = new Found(
                List.of(new Node("a", true, version("1.34.4")), new Node("made by hand", true, Optional.empty())),
                List.of(new DeprecatedApi("flowcontrol/v1beta3 flowschemas", "1.38"), new DeprecatedApi("v1 x", "")),
                List.of());

        assertThat(Preflight.objection(NOTHING, TO, Duration.ZERO)).isEmpty();
        assertThat(Preflight.objection(healthy, TO, Duration.ZERO)).isEmpty();
    }

    @Test
    void aKubeletThatIsTooOldIsInTheWayForEver() {
        var old = new Found(List.of(new Node("a-7", true, version("1.33.0"))), List.of(), List.of());

        assertThat(Preflight.objection(old, TO, Duration.ofDays(100)))
                .hasValueSatisfying(it -> assertThat(it).contains("a-7").contains("1.33.0"));
    }

    @Test
    void anApiThatIsRemovedIsInTheWayForADay() {
        var removed = new Found(
                List.of(), List.of(new DeprecatedApi("batch/v1beta1 cronjobs", "1.37")), List.of("default/rigid"));

        assertThat(Preflight.objection(removed, TO, Duration.ofHours(23)))
                .hasValueSatisfying(it -> assertThat(it).contains("batch/v1beta1 cronjobs"));
        assertThat(Preflight.objection(removed, TO, Duration.ofHours(24))).isEmpty();
    }

    @Test
    void unreadyNodesAndRigidBudgetsAreInTheWayForTwoHours() {
        var unready = new Found(
                List.of(new Node("b", false, Optional.of(TO)), new Node("a", false, Optional.of(TO))),
                List.of(),
                List.of("default/rigid"));
        var rigid = new Found(List.of(), List.of(), List.of("default/rigid"));

        assertThat(Preflight.objection(unready, TO, Duration.ZERO))
                .hasValueSatisfying(it -> assertThat(it).endsWith("not ready: a, b."));
        assertThat(Preflight.objection(rigid, TO, Duration.ofMinutes(119)))
                .hasValueSatisfying(it -> assertThat(it).endsWith("moved: default/rigid."));
        assertThat(Preflight.objection(rigid, TO, Duration.ofHours(2))).isEmpty();
    }

    @Test
    void aSentenceNamesAFewOfMany() {
        var many = IntStream.range(0, 50).mapToObj(number -> "default/budget-" + number);

        assertThat(Preflight.objection(new Found(List.of(), List.of(), many.toList()), TO, Duration.ZERO))
                .hasValueSatisfying(
                        it -> assertThat(it).endsWith(" and 45 more.").hasSizeLessThan(250));
    }

    @Test
    void deprecatedApisAreReadAsTheApiServerWritesThem() {
        var metrics = """
                # TYPE apiserver_requested_deprecated_apis gauge
                apiserver_requested_deprecated_apis{group="",removed_release="",resource="endpoints",subresource="",version="v1"} 1
                apiserver_requested_deprecated_apis{group="batch",removed_release="1.25",resource="cronjobs",subresource="",version="v1beta1"} 1
                apiserver_request_total{code="200",version="v1"} 7
                """;

        assertThat(PreflightReader.deprecatedApis(metrics))
                .containsExactly(
                        new DeprecatedApi("v1 endpoints", ""), new DeprecatedApi("batch/v1beta1 cronjobs", "1.25"));
    }
}
