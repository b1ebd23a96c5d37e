package io.bergwerk.engine.local.workers.kubelet;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/// A toy shell's streams: lines in, text out. With a tty it echoes and edits as a terminal driver does.
final class Terminal {
    private static final int FRAMES_MAX = 256;
    private static final int LINE_MAX = 4096;
    private static final byte[] END = {};
    private static final int INTERRUPT = 3;
    private static final int END_OF_INPUT = 4;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;

    private final boolean tty;
    private final BiConsumer<Integer, String> output;
    private final BlockingQueue<byte[]> input = new ArrayBlockingQueue<>(FRAMES_MAX);
    private final CountDownLatch closed = new CountDownLatch(1);
    private byte[] frame = END;
    private int position;
    private boolean ended;

    /// @param output takes the number of a stream and what is written to it
    Terminal(boolean tty, BiConsumer<Integer, String> output) {
        this.tty = tty;
        this.output = output;
    }

    boolean isTty() {
        return tty;
    }

    /// Takes what the client sent; false if it sends faster than the shell reads.
    boolean offer(byte[] data) {
        return data.length == 0 || input.offer(data);
    }

    void endInput() {
        if (!input.offer(END)) {
            closed.countDown();
        }
    }

    void close() {
        closed.countDown();
        endInput();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    void out(String text) {
        output.accept(ChannelFrame.STDOUT, tty ? text.replace("\n", "\r\n") : text);
    }

    void err(String text) {
        output.accept(tty ? ChannelFrame.STDOUT : ChannelFrame.STDERR, tty ? text.replace("\n", "\r\n") : text);
    }

    /// Waits as long as the client stays.
    void pause(long millis) throws InterruptedException {
        closed.await(millis, TimeUnit.MILLISECONDS);
    }

    /// The next line without its end; empty at the end of the input.
    Optional<String> readLine() throws InterruptedException {
        var line = new StringBuilder();
        for (var next = read(); next >= 0; next = read()) {
            if (next == '\n' || (tty && next == '\r')) {
                echo("\n");
                return Optional.of(line.toString());
            }
            if (tty && next == END_OF_INPUT && line.isEmpty()) {
                return Optional.empty();
            }
            edit(line, next);
        }
        return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
    }

    private void edit(StringBuilder line, int next) {
        if (tty && next == INTERRUPT) {
            line.setLength(0);
            echo("^C\n/ # ");
        } else if (tty && (next == BACKSPACE || next == DELETE)) {
            if (!line.isEmpty()) {
                line.setLength(line.length() - 1);
                echo("\b \b");
            }
        } else if (line.length() < LINE_MAX && (!tty || next >= ' ')) {
            line.append((char) next);
            echo(String.valueOf((char) next));
        }
    }

    private void echo(String text) {
        if (tty) {
            out(text);
        }
    }

    private int read() throws InterruptedException {
        while (position >= frame.length) {
            if (ended || isClosed()) {
                return -1;
            }
            frame = input.take();
            position = 0;
            ended = frame.length == 0;
        }
        return frame[position++] & 0xFF;
    }

    /// All input as it comes, until its end.
    Optional<String> readAvailable() throws InterruptedException {
        var next = read();
        if (next < 0) {
            return Optional.empty();
        }
        position--;
        var text = new String(frame, position, frame.length - position, StandardCharsets.UTF_8);
        position = frame.length;
        return Optional.of(text);
    }
}
