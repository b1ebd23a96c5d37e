package io.bergwerk.server.rpc;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/// Answers unary calls from plain blocking code; failures are thrown and mapped further out.
public final class Rpc {
    private Rpc() {}

    public static <T> void answer(StreamObserver<T> observer, Supplier<T> handler) {
        observer.onNext(handler.get());
        observer.onCompleted();
    }
}
