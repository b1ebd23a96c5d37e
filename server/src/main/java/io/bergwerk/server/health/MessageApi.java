package io.bergwerk.server.health;

import io.bergwerk.status.v1.MessageServiceGrpc.MessageServiceImplBase;
import io.bergwerk.status.v1.MessageServiceWatchRequest;
import io.bergwerk.status.v1.MessageServiceWatchResponse;
import io.grpc.stub.StreamObserver;

/// Streams the operator's messages: an installation has none until an operator can write them.
public final class MessageApi extends MessageServiceImplBase {
    @Override
    public void watch(MessageServiceWatchRequest request, StreamObserver<MessageServiceWatchResponse> observer) {
        OpenWatch.open(observer, MessageServiceWatchResponse::getDefaultInstance, () -> {});
    }
}
