package io.bergwerk.connect;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;

/// Tells a handler of its call's end as it is: a call that its scope ended is cancelled, not complete.
final class ScopedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ScopedCall<?, ?> call;
    private final CallScope scope;

    ScopedListener(ServerCall.Listener<Q> listener, ScopedCall<?, ?> call, CallScope scope) {
        super(listener);
        this.call = call;
        this.scope = scope;
    }

    @Override
    public void onMessage(Q message) {
        guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        guard(() -> {
            super.onHalfClose();
            call.handlerReturned();
        });
    }

    @Override
    public void onReady() {
        guard(super::onReady);
    }

    @Override
    public void onComplete() {
        if (scope.isEnded()) {
            super.onCancel();
        } else {
            super.onComplete();
        }
    }

    /// After the end nothing more reaches the handler; what it throws becomes the call's outcome.
    private void guard(Runnable event) {
        if (scope.isEnded()) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException e) {
            call.fail(e);
        }
    }
}
