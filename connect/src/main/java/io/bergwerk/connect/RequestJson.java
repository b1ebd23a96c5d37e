package io.bergwerk.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A JSON mapping whose every failure to read a message is the client's: parsers throw much that they do not declare,
/// such as for numbers beyond all types or bytes that begin like UTF-32.
///
/// It is made when a service gets its first JSON call, because making it writes a class for each message: together they
/// would take as long as the rest of a server's start, and most services are hardly ever called in JSON.
final class RequestJson implements GrpcJsonMarshaller {
    private final Supplier<GrpcJsonMarshaller> maker;
    private volatile @Nullable GrpcJsonMarshaller made;

    RequestJson(Supplier<GrpcJsonMarshaller> maker) {
        this.maker = maker;
    }

    @Override
    public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream out) throws IOException {
        json().serializeMessage(marshaller, message, out);
    }

    @Override
    public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream in) throws IOException {
        var json = json();
        try {
            return json.deserializeMessage(marshaller, in);
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        } catch (RuntimeException e) {
            throw new InvalidProtocolBufferException(new IOException(e));
        }
    }

    private GrpcJsonMarshaller json() {
        var json = made;
        return json != null ? json : make();
    }

    private synchronized GrpcJsonMarshaller make() {
        var json = made;
        if (json == null) {
            json = maker.get();
            made = json;
        }
        return json;
    }
}
