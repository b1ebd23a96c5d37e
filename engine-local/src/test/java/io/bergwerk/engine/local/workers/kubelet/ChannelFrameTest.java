package io.bergwerk.engine.local.workers.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class ChannelFrameTest {
    @Test
    void theFirstByteIsTheStream() {
        var frame = ChannelFrame.decode(Unpooled.wrappedBuffer(new byte[] {0, 'h', 'i'}));

        assertThat(frame.channel()).isEqualTo(ChannelFrame.STDIN);
        assertThat(frame.bytes()).containsExactly('h', 'i');
        assertThat(frame.closesStdin()).isFalse();
    }

    @Test
    void aClientClosesItsInputByNumber() {
        assertThat(ChannelFrame.decode(Unpooled.wrappedBuffer(new byte[] {(byte) 255, 0}))
                        .closesStdin())
                .isTrue();
        assertThat(ChannelFrame.decode(Unpooled.wrappedBuffer(new byte[] {(byte) 255, 1}))
                        .closesStdin())
                .isFalse();
    }

    @Test
    void anEmptyMessageCarriesNothing() {
        assertThat(ChannelFrame.decode(Unpooled.EMPTY_BUFFER).bytes()).isEmpty();
    }

    @Test
    void textGoesOutBehindItsStream() {
        var frame = ChannelFrame.encode(ChannelFrame.STDERR, "ä");

        assertThat(ChannelFrame.decode(frame.content()))
                .satisfies(back -> assertThat(back.channel()).isEqualTo(ChannelFrame.STDERR))
                .satisfies(back -> assertThat(back.bytes()).hasSize(2));
        frame.release();
    }

    @Test
    void anExitCodeIsToldInTheFormThatClientsRead() {
        assertThat(ChannelFrame.status(0).path("status").asText()).isEqualTo("Success");
        assertThat(ChannelFrame.status(3).at("/details/causes/0/message").asText())
                .isEqualTo("3");
        assertThat(ChannelFrame.status(3).path("reason").asText()).isEqualTo("NonZeroExitCode");
    }
}
