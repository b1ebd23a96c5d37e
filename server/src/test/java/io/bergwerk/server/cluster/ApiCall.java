package io.bergwerk.server.cluster;

import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.Proofs;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Calls a method of an API class as the interceptors would, with the proof in its context.
final class ApiCall {
    private ApiCall() {}

    /// The answer; what the method fails with, as it would reach a client, is an [AssertionError].
    static <T> T call(ProjectAccess access, Consumer<StreamObserver<T>> method) {
        var answers = new ArrayList<T>();
        Proofs.context(access)
                .run(() -> method.accept(new StreamObserver<>() {
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
