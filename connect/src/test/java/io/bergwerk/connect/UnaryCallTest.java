package io.bergwerk.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnaryCallTest {
    private static final ErrorInfo MESSAGE =
            ErrorInfo.newBuilder().setReason("hello").build();

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private final CallScope scope = CallScope.open(
            ServiceRequestContext.of(HttpRequest.of(HttpMethod.POST, "/test.v1.TestService/Echo")),
            TestService.ECHO,
            new CallInfo(Protocol.CONNECT, "POST", null, "", "1"),
            null);
    private @Nullable ServerCall<ErrorInfo, ErrorInfo> handed;
    private final UnaryCall<ErrorInfo, ErrorInfo> call = new UnaryCall<>(
            ServerMethodDefinition.create(TestService.ECHO, (started, _) -> {
                handed = started;
                events.add("start");
                return new Recorder();
            }),
            scope,
            new Failures(),
            tasks::add);

    private final class Recorder extends ServerCall.Listener<ErrorInfo> {
        @Override
        public void onMessage(ErrorInfo message) {
            events.add(message.getReason());
        }

        @Override
        public void onHalfClose() {
            events.add("half-close");
        }

        @Override
        public void onComplete() {
            events.add("complete");
        }

        @Override
        public void onCancel() {
            events.add("cancel");
        }
    }

    private void runTasks() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private ServerCall<ErrorInfo, ErrorInfo> handed() {
        return Objects.requireNonNull(handed);
    }

    @Test
    void aHandlerMayAnswerLongAfterItReturned() {
        call.start(new Metadata(), () -> MESSAGE);
        runTasks();
        assertThat(events).containsExactly("start", "hello", "half-close");

        handed().sendMessage(MESSAGE);
        handed().close(Status.OK, new Metadata());
        runTasks();

        assertThat(call.result().join().message()).isEqualTo(MESSAGE);
        assertThat(events).endsWith("half-close", "complete");
    }

    @Test
    void aCallEndedFromOutsideKeepsThatOutcomeAndTellsItsHandlerOnce() {
        call.start(new Metadata(), () -> MESSAGE);
        runTasks();
        scope.end(Status.DEADLINE_EXCEEDED);
        handed().sendMessage(MESSAGE);
        handed().close(Status.OK, new Metadata());
        runTasks();

        assertThat(call.result().join().outcome().status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(events).endsWith("half-close", "cancel");
        assertThat(handed().isCancelled()).isTrue();
    }

    @Test
    void aClientThatIsGoneCancelsTheCall() {
        call.start(new Metadata(), () -> MESSAGE);
        runTasks();
        scope.release(null);
        runTasks();

        assertThat(call.result().join().outcome().status().getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(events).endsWith("half-close", "cancel");
    }

    @Test
    void nobodyHearsOfACallThatEndedBeforeItsTurn() {
        call.start(new Metadata(), () -> MESSAGE);
        scope.end(Status.UNAVAILABLE);
        runTasks();

        assertThat(events).isEmpty();
        assertThat(call.result().join().outcome().status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void anEndWithoutAnAnswerIsAFaultOfTheHandler() {
        call.start(new Metadata(), () -> MESSAGE);
        runTasks();
        handed().close(Status.OK, new Metadata());

        assertThat(call.result().join().outcome().status().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(call.result().join().message()).isNull();
    }

    @Test
    void aMessageThatCannotBeReadReachesNoHandler() {
        call.start(new Metadata(), () -> {
            throw Status.INVALID_ARGUMENT.asRuntimeException();
        });
        runTasks();

        assertThat(call.result().join().outcome().status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(events).containsExactly("start", "cancel");
    }
}
