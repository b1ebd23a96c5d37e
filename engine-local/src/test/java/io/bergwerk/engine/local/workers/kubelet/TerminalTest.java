package io.bergwerk.engine.local.workers.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final StringBuilder output = new StringBuilder();

    @Test
    void aTtyEchoesAndEdits() throws InterruptedException {
        var terminal = terminal(true);

        type(terminal, "lx\u007fs\r");

        assertThat(terminal.readLine()).contains("ls");
        assertThat(output).hasToString("lx\b \bs\r\n");
    }

    @Test
    void anInterruptBeginsTheLineAgain() throws InterruptedException {
        var terminal = terminal(true);

        type(terminal, "bad\u0003ok\r");

        assertThat(terminal.readLine()).contains("ok");
    }

    @Test
    void aPipeIsReadByLinesWithoutEcho() throws InterruptedException {
        var terminal = terminal(false);

        type(terminal, "one\ntw");
        type(terminal, "o");
        terminal.endInput();

        assertThat(terminal.readLine()).contains("one");
        assertThat(terminal.readLine()).contains("two");
        assertThat(terminal.readLine()).isEmpty();
        assertThat(output).isEmpty();
    }

    @Test
    void aClientThatSendsTooFastIsNotKept() {
        var terminal = terminal(false);
        var taken = 0;
        while (terminal.offer(new byte[] {'x'})) {
            taken++;
        }

        assertThat(taken).isEqualTo(256);
    }

    @Test
    void aFullQueueStillEndsWithItsClient() throws InterruptedException {
        var terminal = terminal(false);
        while (terminal.offer(new byte[] {'x'})) {
            assertThat(terminal.isClosed()).isFalse();
        }

        terminal.close();

        assertThat(terminal.isClosed()).isTrue();
        assertThat(terminal.readLine()).isEmpty();
    }

    private Terminal terminal(boolean tty) {
        return new Terminal(tty, (_, text) -> output.append(text));
    }

    private static void type(Terminal terminal, String text) {
        assertThat(terminal.offer(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }
}
