package io.bergwerk.server.rpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;

/// Ends the call with whatever a handler or an interceptor throws; nothing reaches it after that.
final class ReportedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ReportedCall<Q, ?> call;

    ReportedListener(ServerCall.Listener<Q> delegate, ReportedCall<Q, ?> call) {
        super(delegate);
        this.call = call;
    }

    @Override
    public void onMessage(Q message) {
        guarded(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        guarded(super::onHalfClose);
    }

    @Override
    public void onReady() {
        guarded(super::onReady);
    }

    @Override
    public void onCancel() {
        call.cancelled();
        super.onCancel();
    }

    private void guarded(Runnable callback) {
        if (call.ended()) {
            return;
        }
        try {
            callback.run();
        } catch (RuntimeException e) {
            call.fail(e);
        }
    }
}
