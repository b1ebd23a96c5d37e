package io.bergwerk.connect.conformance;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One call of the reference service: gathers what it was sent, and answers by the first message's definition.
final class ReferenceCall extends ServerCall.Listener<DynamicMessage> {
    private final Suite suite;
    private final String method;
    private final ServerCall<DynamicMessage, DynamicMessage> call;
    private final RequestInfo info;
    private final List<Message> unreported = new ArrayList<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private Message definition;
    private boolean fullDuplex;
    private boolean headersSent;
    private boolean closed;
    private int answers;
    private int received;

    ReferenceCall(Suite suite, String method, ServerCall<DynamicMessage, DynamicMessage> call, Metadata headers) {
        this.suite = suite;
        this.method = method;
        this.call = call;
        this.info = new RequestInfo(suite, headers);
        this.definition = suite.message("StreamResponseDefinition").build();
        Context.current().addListener(_ -> cancelled.countDown(), Runnable::run);
        call.request(2);
    }

    @Override
    public void onMessage(DynamicMessage request) {
        unreported.add(request);
        if (received++ == 0 && !method.equals("Unimplemented")) {
            definition = Fields.message(request, "response_definition");
            fullDuplex = method.equals("BidiStream") && Fields.flag(request, "full_duplex");
        }
        if (fullDuplex && !closed) {
            answerOne();
        }
        call.request(1);
    }

    @Override
    public void onHalfClose() {
        switch (method) {
            case "Unimplemented" -> close(Status.UNIMPLEMENTED, new Metadata());
            case "ServerStream", "BidiStream" -> finishStream();
            default -> finishUnary();
        }
    }

    /// Full duplex: one answer for each request, and the outcome once there is none left to send.
    private void answerOne() {
        var data = Fields.chunks(definition, "response_data");
        if (answers < data.size()) {
            sendChunk(data.get(answers));
        } else {
            finishStream();
        }
    }

    private void finishStream() {
        var data = Fields.chunks(definition, "response_data");
        while (answers < data.size() && !call.isCancelled()) {
            sendChunk(data.get(answers));
        }
        sendHeaders();
        if (Fields.has(definition, "error")) {
            fail(Fields.message(definition, "error"), answers == 0);
        } else {
            close(Status.OK, trailers());
        }
    }

    private void sendChunk(ByteString data) {
        pause();
        var payload = suite.message("ConformancePayload");
        set(payload, "data", data);
        if (answers == 0) {
            set(payload, "request_info", info.whole(unreported));
        } else if (fullDuplex) {
            set(payload, "request_info", info.requestsOnly(unreported));
        }
        unreported.clear();
        send(payload.build());
        answers++;
    }

    private void finishUnary() {
        pause();
        sendHeaders();
        if (Fields.has(definition, "error")) {
            fail(Fields.message(definition, "error"), true);
            return;
        }
        var payload = suite.message("ConformancePayload");
        set(payload, "request_info", info.whole(unreported));
        if (received > 0 && Fields.has(definition, "response_data")) {
            set(payload, "data", Fields.bytes(definition, "response_data"));
        }
        send(payload.build());
        close(Status.OK, trailers());
    }

    private void send(Message payload) {
        sendHeaders();
        var answer = DynamicMessage.newBuilder(suite.type(method + "Response"));
        call.sendMessage(answer.setField(answer.getDescriptorForType().findFieldByName("payload"), payload)
                .build());
    }

    private void sendHeaders() {
        if (!headersSent) {
            headersSent = true;
            call.sendHeaders(RequestInfo.metadata(Fields.messages(definition, "response_headers")));
        }
    }

    private void fail(Message error, boolean withInfo) {
        var status = com.google.rpc.Status.newBuilder()
                .setCode(Fields.choice(error, "code"))
                .setMessage(Fields.text(error, "message"));
        Fields.messages(error, "details").forEach(detail -> status.addDetails(RequestInfo.any(detail)));
        if (withInfo) {
            status.addDetails(RequestInfo.pack(info.whole(unreported)));
        }
        var failure = StatusProto.toStatusRuntimeException(status.build());
        var trailers = trailers();
        trailers.merge(requireNonNull(failure.getTrailers()));
        close(failure.getStatus(), trailers);
    }

    private void close(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            call.close(status, trailers);
        }
    }

    private Metadata trailers() {
        return RequestInfo.metadata(Fields.messages(definition, "response_trailers"));
    }

    /// Waits as long as the definition wants, or until nobody waits for the answer any more.
    private void pause() {
        try {
            var _ = cancelled.await(Fields.number(definition, "response_delay_ms"), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void set(DynamicMessage.Builder message, String field, Object value) {
        message.setField(message.getDescriptorForType().findFieldByName(field), value);
    }
}
