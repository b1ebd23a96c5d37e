package io.bergwerk.server.start;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Says on standard output what the start is doing, one line an event, for the launcher to show:
/// `step <id> <start|progress|done|fail> <percent or -> <seconds it took or -> <text>`, `card <key> <value>` for the
/// closing card, and `ready` when that card can be shown.
public final class StartEvents {
    private final PrintStream out;
    private final LongSupplier nanoTime;

    public StartEvents(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    public Step begin(String id, String text) {
        var step = new Step(id, nanoTime.getAsLong());
        step.say("start", "-", text);
        return step;
    }

    /// A fact for the closing card.
    public void card(String key, String value) {
        line("card %s %s".formatted(key, value));
    }

    public void ready() {
        line("ready");
    }

    private synchronized void line(String text) {
        out.println(text.replace('\n', ' '));
        out.flush();
    }

    /// One step of the start; safe for use by many threads.
    public final class Step {
        private final String id;
        private final long startedNanos;
        private String last = "";

        private Step(String id, long startedNanos) {
            this.id = id;
            this.startedNanos = startedNanos;
        }

        /// Says the same thing only once in a row.
        public synchronized void progress(int percent, String text) {
            var news = percent + text;
            if (!news.equals(last)) {
                last = news;
                say("progress", String.valueOf(percent), text);
            }
        }

        public void done(String text) {
            say("done", "-", text);
        }

        public void fail(String text) {
            say("fail", "-", text);
        }

        private void say(String state, String percent, String text) {
            line("step %s %s %s %s %s".formatted(id, state, percent, state.equals("done") ? taken() : "-", text));
        }

        private String taken() {
            var nanos = nanoTime.getAsLong() - startedNanos;
            return String.format(Locale.ROOT, "%.1f", nanos / (double) TimeUnit.SECONDS.toNanos(1));
        }
    }
}
