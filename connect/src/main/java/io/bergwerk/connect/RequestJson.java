package io.bergwerk.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A JSON mapping whose every failure to read a message is the client's: parsers throw much that they do not declare,
/// such as for numbers beyond all types or bytes that begin like UTF-32.
record RequestJson(GrpcJsonMarshaller json) implements GrpcJsonMarshaller {
    @Override
    public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream out) throws IOException {
        json.serializeMessage(marshaller, message, out);
    }

    @Override
    public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream in) throws IOException {
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
}
