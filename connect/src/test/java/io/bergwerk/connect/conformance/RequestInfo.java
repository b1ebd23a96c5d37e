package io.bergwerk.connect.conformance;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.bergwerk.connect.CallInfo;
import io.grpc.Context;
import io.grpc.Metadata;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What a call's answer tells of its request.
final class RequestInfo {
    /// Above this, a deadline is the server's own limit and not the client's wish.
    private static final long OWN_LIMIT_MS = TimeUnit.MINUTES.toMillis(30);

    private final Suite suite;
    private final Metadata headers;
    private final long timeoutMs;

    RequestInfo(Suite suite, Metadata headers) {
        this.suite = suite;
        this.headers = headers;
        var deadline = Context.current().getDeadline();
        this.timeoutMs = deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.MILLISECONDS);
    }

    Message whole(List<Message> requests) {
        var info = builder(requests);
        var names = info.getDescriptorForType().findFieldByName("request_headers");
        for (var name : headers.keys()) {
            if (!name.startsWith(":")) {
                info.addRepeatedField(names, header(name, values(name)));
            }
        }
        if (timeoutMs < OWN_LIMIT_MS) {
            info.setField(info.getDescriptorForType().findFieldByName("timeout_ms"), timeoutMs);
        }
        var query = CallInfo.current().query();
        if (query != null) {
            info.setField(info.getDescriptorForType().findFieldByName("connect_get_info"), getInfo(query));
        }
        return info.build();
    }

    Message requestsOnly(List<Message> requests) {
        return builder(requests).build();
    }

    static Any pack(Message message) {
        return Any.pack(message);
    }

    /// The well-known type from its descriptor-only twin.
    static Any any(Message dynamic) {
        try {
            return Any.parseFrom(dynamic.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    static Metadata metadata(List<Message> headers) {
        var metadata = new Metadata();
        for (var header : headers) {
            var name = Fields.text(header, "name").toLowerCase(Locale.ROOT);
            Fields.texts(header, "value").forEach(value -> put(metadata, name, value));
        }
        return metadata;
    }

    private static void put(Metadata metadata, String name, String value) {
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            var bytes = Base64.getDecoder().decode(value.replace("=", ""));
            metadata.put(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER), bytes);
        } else {
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        }
    }

    private DynamicMessage.Builder builder(List<Message> requests) {
        var type = suite.type("ConformancePayload").findNestedTypeByName("RequestInfo");
        var info = DynamicMessage.newBuilder(type);
        var field = type.findFieldByName("requests");
        for (var request : requests) {
            info.addRepeatedField(field, twin(Any.pack(request), field.getMessageType()));
        }
        return info;
    }

    /// A well-known type as a message of the descriptor that the suite's files were built with.
    private static Message twin(Message message, Descriptor type) {
        try {
            return DynamicMessage.parseFrom(type, message.toByteString(), ExtensionRegistry.getEmptyRegistry());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private Message getInfo(String query) {
        var type = suite.type("ConformancePayload").findNestedTypeByName("ConnectGetInfo");
        var info = DynamicMessage.newBuilder(type);
        for (var pair : query.split("&", -1)) {
            var parts = pair.split("=", 2);
            var value = URLDecoder.decode(parts.length == 2 ? parts[1] : "", StandardCharsets.UTF_8);
            info.addRepeatedField(type.findFieldByName("query_params"), header(parts[0], List.of(value)));
        }
        return info.build();
    }

    private Message header(String name, List<String> values) {
        var header = suite.message("Header");
        header.setField(header.getDescriptorForType().findFieldByName("name"), name);
        header.setField(header.getDescriptorForType().findFieldByName("value"), values);
        return header.build();
    }

    private List<String> values(String name) {
        var values = new ArrayList<String>();
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            var all = headers.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
            requireNonNull(all)
                    .forEach(value ->
                            values.add(Base64.getEncoder().withoutPadding().encodeToString(value)));
        } else {
            var all = headers.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
            requireNonNull(all).forEach(values::add);
        }
        return values;
    }
}
