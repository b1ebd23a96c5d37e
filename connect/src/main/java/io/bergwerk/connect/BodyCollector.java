package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Gathers a request's body, and stops at a limit instead of filling memory.
final class BodyCollector implements Subscriber<HttpObject> {
    private final int maxBytes;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private @Nullable ByteArrayOutputStream several;
    private byte[] first = new byte[0];
    private @Nullable Subscription subscription;

    private BodyCollector(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// The whole body; fails with `RESOURCE_EXHAUSTED` above the limit.
    static CompletableFuture<byte[]> collect(HttpRequest request, int maxBytes, EventExecutor executor) {
        var collector = new BodyCollector(maxBytes);
        request.subscribe(collector, executor);
        return collector.body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpObject object) {
        if (object instanceof HttpData data && !body.isDone()) {
            add(data.array());
        }
    }

    @Override
    public void onError(Throwable cause) {
        body.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        body.complete(several == null ? first : several.toByteArray());
    }

    private void add(byte[] chunk) {
        var gathered = several == null ? first.length : several.size();
        if ((long) gathered + chunk.length > maxBytes) {
            body.completeExceptionally(Limits.messageTooLarge(maxBytes));
            first = new byte[0];
            several = null;
            if (subscription != null) {
                subscription.cancel();
            }
        } else if (gathered == 0) {
            first = chunk;
        } else {
            append(chunk);
        }
    }

    private void append(byte[] chunk) {
        var buffer = several;
        if (buffer == null) {
            buffer = new ByteArrayOutputStream(first.length + chunk.length);
            buffer.writeBytes(first);
            several = buffer;
        }
        buffer.writeBytes(chunk);
    }
}
