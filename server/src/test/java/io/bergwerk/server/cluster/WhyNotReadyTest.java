package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.Fact;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhyNotReadyTest {
    private static final Fact WELL = new Fact(Fact.Status.TRUE, "Well", "It is well.");
    private static final Fact ON_ITS_WAY = new Fact(Fact.Status.PROGRESSING, "Rolling", "Nodes are being replaced.");
    private static final Fact BROKEN = new Fact(Fact.Status.FALSE, "Webhook", "A webhook of yours refuses everything.");

    @Test
    void whatFailedExplainsWhatWaitsForIt() {
        assertThat(WhyNotReady.of(List.of(WELL, ON_ITS_WAY, BROKEN, Fact.UNKNOWN)))
                .contains("A webhook of yours refuses everything.");
        assertThat(WhyNotReady.of(List.of(WELL, ON_ITS_WAY, Fact.UNKNOWN))).contains("Nodes are being replaced.");
        assertThat(WhyNotReady.of(List.of(WELL, Fact.UNKNOWN))).isEmpty();
    }

    @Test
    void whatWasNotLookedAtNamesTheCause() {
        var cause = Optional.of("Nodes are being replaced.");

        assertThat(WhyNotReady.explained(Fact.UNKNOWN, cause).message())
                .isEqualTo("Not looked at yet: Nodes are being replaced.");
        assertThat(WhyNotReady.explained(Fact.UNKNOWN, Optional.empty())).isEqualTo(Fact.UNKNOWN);
        assertThat(WhyNotReady.explained(BROKEN, cause)).isEqualTo(BROKEN);
    }
}
