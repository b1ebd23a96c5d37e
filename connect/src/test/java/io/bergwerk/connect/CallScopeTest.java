package io.bergwerk.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CallScopeTest {
    private final CallScope scope = CallScope.open(
            ServiceRequestContext.of(HttpRequest.of(HttpMethod.POST, "/test.v1.TestService/Watch")),
            TestService.WATCH,
            new CallInfo(Protocol.GRPC, "POST", null, "127.0.0.1", "request-1"),
            null);

    /// The event loop may send the closing answer, and so release the scope, while the thread that ends the call has
    /// told the call and not yet the context.
    @Test
    void theHandlerLearnsTheReasonThoughTheAnswerIsOutFirst() {
        scope.whenEnded(_ -> scope.release(null));

        scope.end(OpenCalls.STOPPING);

        assertThat(scope.context().isCancelled()).isTrue();
        assertThat(Status.fromThrowable(scope.context().cancellationCause()))
                .satisfies(status -> assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE))
                .satisfies(status -> assertThat(status.getDescription()).startsWith("the server is stopping"));
    }

    @Test
    void aCallThatEndedByItselfHasNoReason() {
        scope.release(null);
        scope.end(OpenCalls.STOPPING);

        assertThat(scope.context().isCancelled()).isTrue();
        assertThat(scope.context().cancellationCause()).isNull();
    }

    @Test
    void aClientThatLeavesIsTheReason() {
        var gone = new CancellationException("the client left");

        scope.release(gone);

        assertThat(scope.context().cancellationCause()).isSameAs(gone);
    }
}
