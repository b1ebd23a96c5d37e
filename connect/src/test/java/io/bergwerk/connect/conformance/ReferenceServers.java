package io.bergwerk.connect.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.bergwerk.connect.RpcRoutes;
import io.bergwerk.connect.RpcServer;
import io.netty.handler.ssl.ClientAuth;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/// Reference servers on demand: each connection asks for one and keeps it until it closes.
///
/// The runner starts a program for each server it wants; ours only connects to this, so that all servers run in the
/// test's warm JVM. What goes over the connection is what the runner says to that program and wants to hear from it.
final class ReferenceServers implements AutoCloseable {
    private static final int MAX_REQUEST_BYTES = 1 << 20;

    private final Suite suite;
    private final ServerSocket socket;

    ReferenceServers(Suite suite) throws IOException {
        this.suite = suite;
        socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("reference-servers").start(this::accept);
    }

    /// A command that behaves as the runner expects of a server under test.
    List<String> command() {
        var relay = "exec 3<>/dev/tcp/127.0.0.1/%d; cat >&3; exec cat <&3".formatted(socket.getLocalPort());
        return List.of("bash", "-c", relay);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var request = read(new DataInputStream(connection.getInputStream()));
            var server = server(request);
            server.start().join();
            try {
                write(new DataOutputStream(connection.getOutputStream()), answer(request, server));
                var end = connection.getInputStream().read();
                if (end >= 0) {
                    throw new IOException("more than one request on a connection");
                }
            } finally {
                server.stop().join();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Server server(Message request) throws IOException {
        var builder = Server.builder();
        if (Fields.flag(request, "use_tls")) {
            builder.https(0);
            tls(builder, request);
        } else {
            builder.http(0);
        }
        var routes = RpcRoutes.builder()
                .addService(new ReferenceService(suite).definition())
                .jsonMarshaller(_ -> new DescriptorJson(suite.registry()))
                .longestUnary(Duration.ofHours(1));
        var limit = Fields.number(request, "message_receive_limit");
        if (limit > 0) {
            routes.maxMessageBytes(limit);
        }
        return RpcServer.configure(builder, routes.build(), List.of(), Duration.ofSeconds(1))
                .build();
    }

    private static void tls(ServerBuilder builder, Message request) {
        var credentials = Fields.message(request, "server_creds");
        builder.tls(TlsKeyPair.of(
                Fields.bytes(credentials, "key").newInput(),
                Fields.bytes(credentials, "cert").newInput()));
        var clientCert = Fields.bytes(request, "client_tls_cert");
        if (!clientCert.isEmpty()) {
            builder.tlsCustomizer(tls -> tls.trustManager(clientCert.newInput()).clientAuth(ClientAuth.REQUIRE));
        }
    }

    private Message answer(Message request, Server server) {
        var answer = suite.message("ServerCompatResponse");
        var type = answer.getDescriptorForType();
        answer.setField(type.findFieldByName("host"), "127.0.0.1");
        answer.setField(type.findFieldByName("port"), server.activeLocalPort());
        var cert = Fields.flag(request, "use_tls")
                ? Fields.bytes(Fields.message(request, "server_creds"), "cert")
                : ByteString.EMPTY;
        return answer.setField(type.findFieldByName("pem_cert"), cert).build();
    }

    private Message read(DataInputStream in) throws IOException {
        var length = in.readInt();
        if (length < 0 || length > MAX_REQUEST_BYTES) {
            throw new IOException("request: %d bytes (expected: at most %d)".formatted(length, MAX_REQUEST_BYTES));
        }
        var type = suite.type("ServerCompatRequest");
        return DynamicMessage.parseFrom(type, in.readNBytes(length), ExtensionRegistry.getEmptyRegistry());
    }

    private static void write(DataOutputStream out, Message answer) throws IOException {
        var bytes = answer.toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }
}
