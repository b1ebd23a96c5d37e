package io.bergwerk.server.cluster;

import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.Proofs;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Calls a method of an API class as the interceptors would, with the proof in its context.
final class ApiCall {
    private ApiCall() {}

    /// The answer; what the method fails with, as it would reach a client, is an [AssertionError].
    static <T> T call(ProjectAccess access, Consumer<StreamObserver<T>> method) {
        return call(Proofs.context(access), method);
    }

    /// As [#call(ProjectAccess, Consumer)].
    static <T> T call(AdminAccess access, Consumer<StreamObserver<T>> method) {
        return call(Proofs.context(access), method);
    }

    private static <T> T call(Context context, Consumer<StreamObserver<T>> method) {
        var answers = new ArrayList<T>();
        context.run(() -> method.accept(new StreamObserver<>() {
            @Override
            public void onNext(T answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onCompleted() {}
        }));
        return List.copyOf(answers).getFirst();
    }
}
