package io.bergwerk.server.rpc;

import io.bergwerk.common.ApiException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/// Answers unary calls from plain blocking code; failures are thrown and mapped further out.
public final class Rpc {
    private Rpc() {}

    public static <T> void answer(StreamObserver<T> observer, Supplier<T> handler) {
        observer.onNext(handler.get());
        observer.onCompleted();
    }

    /// What ends a stream whose handler has long returned, so that nobody further out can map a failure.
    public static StatusRuntimeException failure(ApiException failure) {
        var mapped = Failures.of(failure);
        return mapped.status().asRuntimeException(mapped.trailers());
    }

    /// As [#failure], for a fault of ours, which has to be logged under the request's id.
    public static StatusRuntimeException fault(String requestId) {
        return Failures.internal(requestId).status().asRuntimeException();
    }
}
