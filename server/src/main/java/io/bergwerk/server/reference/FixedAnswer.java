package io.bergwerk.server.reference;

import com.google.common.base.Splitter;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.hash.Hashing;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/// Bytes that are made when somebody asks for the first time, and stay the same while the server runs.
final class FixedAnswer extends AbstractHttpService {
    private static final String FIVE_MINUTES = "public, max-age=300";
    private static final Splitter TAGS = Splitter.on(',').trimResults().omitEmptyStrings();

    private record Body(HttpData data, String tag) {
        static Body of(byte[] bytes) {
            return new Body(HttpData.wrap(bytes), "\"" + Hashing.sha256().hashBytes(bytes) + "\"");
        }
    }

    private final MediaType type;
    private final Supplier<Body> body;

    FixedAnswer(MediaType type, Supplier<byte[]> make) {
        this.type = type;
        this.body = Suppliers.memoize(() -> Body.of(make.get()));
    }

    @Override
    protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
        var known = request.headers().get(HttpHeaderNames.IF_NONE_MATCH, "");
        return HttpResponse.of(() -> answer(known), context.blockingTaskExecutor());
    }

    @Override
    protected HttpResponse doHead(ServiceRequestContext context, HttpRequest request) {
        return doGet(context, request);
    }

    private HttpResponse answer(String known) {
        var made = body.get();
        return matches(known, made.tag())
                ? HttpResponse.of(headers(HttpStatus.NOT_MODIFIED, made.tag()))
                : HttpResponse.of(headers(HttpStatus.OK, made.tag()), made.data());
    }

    private ResponseHeaders headers(HttpStatus status, String tag) {
        var headers = ResponseHeaders.builder(status)
                .add(HttpHeaderNames.ETAG, tag)
                .add(HttpHeaderNames.CACHE_CONTROL, FIVE_MINUTES)
                .add(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        return (status.equals(HttpStatus.OK) ? headers.contentType(type) : headers).build();
    }

    /// A cache on the way may have marked the tag as weak.
    private static boolean matches(String known, String tag) {
        return TAGS.splitToStream(known).anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }
}
