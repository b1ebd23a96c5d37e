package io.bergwerk.e2e.fuzz;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection of HTTP/1.1 after the other, on which any bytes may be sent.
final class Wire implements AutoCloseable {
    private static final Duration STUCK = Duration.ofSeconds(20);
    private static final Duration SILENT = Duration.ofSeconds(3);
    private static final int MAX_LINE = 64 * 1024;
    private static final int MAX_STREAM_HEAD = 4096;

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Wire(int port) {
        this.port = port;
    }

    /// @throws IOException if no answer comes in time
    Reply send(Attempt attempt) throws IOException {
        var reused = socket != null;
        try {
            return exchange(attempt);
        } catch (java.net.SocketTimeoutException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            if (reused) {
                return send(attempt); // it was closed between two requests, which HTTP allows
            }
            return Reply.HUNG_UP;
        }
    }

    private Reply exchange(Attempt attempt) throws IOException {
        var connected = connect();
        var reading = in;
        if (reading == null) {
            throw new IllegalStateException("no connection");
        }
        attempt.bytes().writeTo(connected.getOutputStream());
        connected.getOutputStream().flush();
        if (attempt.halfClose()) {
            connected.shutdownOutput();
        }
        connected.setSoTimeout((int) STUCK.toMillis());
        var reply = read(connected, reading, attempt.stream());
        if (attempt.halfClose()
                || attempt.stream()
                || "close".equals(reply.headers().get("connection"))) {
            close();
        }
        return reply;
    }

    private Socket connect() throws IOException {
        if (socket == null) {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new BufferedInputStream(socket.getInputStream());
        }
        return socket;
    }

    private static Reply read(Socket socket, InputStream in, boolean stream) throws IOException {
        var status = line(in);
        if (!status.startsWith("HTTP/1.1 ")) {
            return new Reply(
                    0, Map.of("connection", "close"), ByteString.EMPTY); // frames of HTTP/2: an answer of its kind
        }
        var code = Integer.parseInt(status.substring(9, 12));
        if (code == 100) {
            line(in);
            return read(socket, in, stream);
        }
        var headers = headers(in);
        var body = stream ? firstOf(socket, in, headers) : body(in, headers, false);
        return new Reply(code, headers, ByteString.copyFrom(body));
    }

    /// A stream whose head is there has answered: a watch of a project without clusters says nothing more.
    private static byte[] firstOf(Socket socket, InputStream in, Map<String, String> headers) throws IOException {
        socket.setSoTimeout((int) SILENT.toMillis());
        try {
            return body(in, headers, true);
        } catch (java.net.SocketTimeoutException e) {
            return new byte[0];
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static byte[] body(InputStream in, Map<String, String> headers, boolean stream) throws IOException {
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.get("content-length")));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return new byte[0];
        }
        var body = new ByteArrayOutputStream();
        // The head of a stream is enough: its first message or its end.
        while (!stream || body.size() < MAX_STREAM_HEAD) {
            var length = Integer.parseInt(line(in), 16);
            body.writeBytes(in.readNBytes(length));
            line(in);
            if (length == 0 || (stream && body.size() > 0)) {
                break;
            }
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() > MAX_LINE) {
                throw new EOFException("connection closed");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // gone is gone
        }
        socket = null;
        in = null;
    }
}
