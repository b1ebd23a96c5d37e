package io.bergwerk.connect;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/// A service whose methods show what the transport does around them. Messages are `ErrorInfo`, for its text and map.
final class TestService {
    static final MethodDescriptor<ErrorInfo, ErrorInfo> ECHO = method("Echo", MethodType.UNARY, false);
    static final MethodDescriptor<ErrorInfo, ErrorInfo> READ = method("Read", MethodType.UNARY, true);
    static final MethodDescriptor<ErrorInfo, ErrorInfo> FAIL = method("Fail", MethodType.UNARY, false);
    static final MethodDescriptor<ErrorInfo, ErrorInfo> WAIT = method("Wait", MethodType.UNARY, false);
    static final MethodDescriptor<ErrorInfo, ErrorInfo> WATCH = method("Watch", MethodType.SERVER_STREAMING, false);
    static final MethodDescriptor<ErrorInfo, ErrorInfo> LAST = method("Last", MethodType.CLIENT_STREAMING, false);

    /// Lets all calls of `Wait` go on.
    final CountDownLatch release = new CountDownLatch(1);

    /// A call of `Wait` or `Watch` has reached its handler.
    final BlockingQueue<CallInfo> entered = new LinkedBlockingQueue<>();

    /// How calls of `Wait` and `Watch` that did not end by themselves were told.
    final BlockingQueue<Throwable> cancelled = new LinkedBlockingQueue<>();

    /// Calls of `Watch` with the reason `silent`, which have said nothing yet.
    final BlockingQueue<StreamObserver<ErrorInfo>> silent = new LinkedBlockingQueue<>();

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder("test.v1.TestService")
                .addMethod(ECHO, ServerCalls.asyncUnaryCall(TestService::echo))
                .addMethod(READ, ServerCalls.asyncUnaryCall(TestService::echo))
                .addMethod(FAIL, ServerCalls.asyncUnaryCall(TestService::fail))
                .addMethod(WAIT, ServerCalls.asyncUnaryCall(this::await))
                .addMethod(WATCH, ServerCalls.asyncServerStreamingCall(this::watch))
                .addMethod(LAST, ServerCalls.asyncClientStreamingCall(Last::new))
                .build();
    }

    private static void echo(ErrorInfo request, StreamObserver<ErrorInfo> answer) {
        answer.onNext(request);
        answer.onCompleted();
    }

    private static void fail(ErrorInfo request, StreamObserver<ErrorInfo> answer) {
        if (request.getReason().equals("crash")) {
            throw new IllegalStateException("the password is sesame");
        }
        answer.onError(StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.NOT_FOUND.value())
                .setMessage(request.getReason())
                .addDetails(Any.pack(request))
                .build()));
    }

    private void await(ErrorInfo request, StreamObserver<ErrorInfo> answer) {
        var context = Context.current();
        context.addListener(this::noteCancellation, Runnable::run);
        entered.add(CallInfo.current());
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        echo(request, answer);
    }

    private void watch(ErrorInfo request, StreamObserver<ErrorInfo> answer) {
        Context.current().addListener(this::noteCancellation, Runnable::run);
        switch (request.getReason()) {
            case "silent" -> silent.add(answer);
            case "refused" ->
                answer.onError(Status.NOT_FOUND.withDescription("no such thing").asRuntimeException());
            default -> answer.onNext(request);
        }
        entered.add(CallInfo.current());
    }

    private void noteCancellation(Context context) {
        var cause = context.cancellationCause();
        if (cause != null) {
            cancelled.add(cause);
        }
    }

    private static MethodDescriptor<ErrorInfo, ErrorInfo> method(String name, MethodType type, boolean safe) {
        return MethodDescriptor.<ErrorInfo, ErrorInfo>newBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName("test.v1.TestService", name))
                .setType(type)
                .setSafe(safe)
                .setRequestMarshaller(ProtoUtils.marshaller(ErrorInfo.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(ErrorInfo.getDefaultInstance()))
                .build();
    }

    /// Answers with the last message.
    private static final class Last implements StreamObserver<ErrorInfo> {
        private final StreamObserver<ErrorInfo> answer;
        private ErrorInfo last = ErrorInfo.getDefaultInstance();

        Last(StreamObserver<ErrorInfo> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(ErrorInfo message) {
            last = message;
        }

        @Override
        public void onError(Throwable cause) {
            // the call is over; nothing waits for it
        }

        @Override
        public void onCompleted() {
            answer.onNext(last);
            answer.onCompleted();
        }
    }
}
