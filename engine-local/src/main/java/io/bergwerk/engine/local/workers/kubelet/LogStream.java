package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.workers.pods.ContainerLog;
import io.bergwerk.engine.local.workers.pods.ContainerLog.Line;
import io.bergwerk.engine.local.workers.pods.Pod;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;

/// Answers with a container's log, as far as asked for, and goes on with it while it is followed.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class LogStream {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ChannelHandlerContext context;
    private final KubeletBackend backend;
    private final Target target;
    private final LogOptions options;
    private Instant written = Instant.EPOCH;
    private long bytesLeft;

    private LogStream(ChannelHandlerContext context, KubeletBackend backend, Target target, LogOptions options) {
        this.context = context;
        this.backend = backend;
        this.target = target;
        this.options = options;
        this.bytesLeft = options.limitBytes().orElse(Long.MAX_VALUE);
    }

    static void serve(ChannelHandlerContext context, KubeletBackend backend, Target target, QueryStringDecoder uri) {
        var options = LogOptions.of(uri, backend.timers().now());
        var stream = new LogStream(context, backend, target, options);
        if (!options.previous()) {
            target.requireStarted();
        }
        var lines = stream.lines(target);
        stream.begin();
        stream.write(stream.tail(lines));
        stream.written = lines.getLast().time();
        stream.goOn(target);
    }

    private List<Line> lines(Target current) {
        return ContainerLog.lines(
                        current.pod(),
                        current.container(),
                        current.status(),
                        options.previous(),
                        backend.timers().now())
                .orElseThrow(() -> new RefusedException(
                        400,
                        "previous terminated container \"%s\" in pod \"%s\" not found"
                                .formatted(
                                        current.container().name(),
                                        current.pod().key().name())));
    }

    private List<Line> tail(List<Line> lines) {
        var recent = options.since()
                .map(since -> lines.stream()
                        .filter(line -> !line.time().isBefore(since))
                        .toList())
                .orElse(lines);
        var from = options.tail().map(tail -> Math.max(0, recent.size() - tail)).orElse(0);
        return recent.subList(from, recent.size());
    }

    private void begin() {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        HttpUtil.setTransferEncodingChunked(response, true);
        context.writeAndFlush(response);
    }

    private void write(List<Line> lines) {
        for (var line : lines) {
            var stamp = options.timestamps() ? DateTimeFormatter.ISO_INSTANT.format(line.time()) + " " : "";
            var bytes = (stamp + line.text() + "\n").getBytes(StandardCharsets.UTF_8);
            var allowed = (int) Math.min(bytes.length, bytesLeft);
            bytesLeft -= allowed;
            if (allowed > 0) {
                context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, allowed))));
            }
        }
        context.flush();
    }

    /// Ends when the container does, when the reader went away, or when as much as allowed was written.
    private void goOn(Target current) {
        if (!options.follow()
                || !current.status().isRunning()
                || bytesLeft == 0
                || !context.channel().isActive()) {
            context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        backend.timers().later(backend.timers().now().plus(LOOK_AGAIN), this::next);
    }

    private void next() {
        var pod = backend.pods()
                .find(target.pod().key().namespace(), target.pod().key().name())
                .filter(found -> found.uid().equals(target.pod().uid()));
        if (pod.isEmpty() || restarts(pod.get()) != target.status().restartCount()) {
            context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        var current = new Target(pod.get(), target.container());
        var lines = lines(current);
        write(lines.stream().filter(line -> line.time().isAfter(written)).toList());
        written = lines.getLast().time();
        goOn(current);
    }

    private int restarts(Pod pod) {
        return pod.statusOf(target.container()).restartCount();
    }
}
