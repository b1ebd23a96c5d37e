package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.function.Predicate;

/// Takes out of a stream's answer the empty message that came only for Armeria to send the headers, see
/// [ScopedCall#handlerReturned].
final class EarlyHeaders implements HttpService {
    private final HttpService grpc;

    EarlyHeaders(HttpService grpc) {
        this.grpc = grpc;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        var scope = CallScope.of(ctx);
        var answer = grpc.serve(ctx, request);
        return scope.isStreaming() ? HttpResponse.of(answer.filter(new SaidByHandler(scope))) : answer;
    }

    /// Armeria writes every message as one object.
    private static final class SaidByHandler implements Predicate<HttpObject> {
        private final CallScope scope;
        private boolean begun;

        SaidByHandler(CallScope scope) {
            this.scope = scope;
        }

        @Override
        public boolean test(HttpObject part) {
            if (begun || !(part instanceof HttpData)) {
                return true;
            }
            begun = true;
            return !scope.isSilentStart();
        }
    }
}
