package io.bergwerk.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// One HTTP/1.1 connection that is kept, with so little of the protocol that the generator costs less than what it
/// loads: answers must tell their length.
final class KeptConnection implements AutoCloseable {
    private static final int HEAD_MAX_BYTES = 16 << 10;
    private static final int LIMIT_MILLIS = 30_000;
    private static final String LENGTH = "\r\ncontent-length:";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[HEAD_MAX_BYTES];

    KeptConnection(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /// A call of the API as its bytes.
    ///
    /// @param token empty for none
    static byte[] post(String path, String contentType, String token, byte[] body) {
        var head = "POST %s HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: %s\r\n%scontent-length: %d\r\n\r\n"
                .formatted(
                        path,
                        contentType,
                        token.isEmpty() ? "" : "authorization: Bearer " + token + "\r\n",
                        body.length)
                .getBytes(StandardCharsets.US_ASCII);
        var request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /// A call in Connect's JSON form.
    static byte[] post(String method, String token, String json) {
        return post("/" + method, "application/json", token, json.getBytes(StandardCharsets.UTF_8));
    }

    /// @return nanoseconds until the answer was there
    /// @throws IOException if it has another status
    long time(byte[] request, int status) throws IOException {
        var begun = System.nanoTime();
        var answered = call(request);
        var taken = System.nanoTime() - begun;
        if (answered != status) {
            var path = new String(request, StandardCharsets.US_ASCII).split(" ", 3)[1];
            throw new IOException("%s: status %d (expected: %d)".formatted(path, answered, status));
        }
        return taken;
    }

    /// @return the answer's status
    int call(byte[] request) throws IOException {
        out.write(request);
        var filled = 0;
        var headEnd = -1;
        while (headEnd < 0) {
            filled += readInto(filled);
            headEnd = headEnd(filled);
        }
        var head = new String(buffer, 0, headEnd, StandardCharsets.ISO_8859_1);
        var left = contentLength(head) - (filled - headEnd);
        while (left > 0) {
            left -= in.skip(left);
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    private int readInto(int filled) throws IOException {
        var read = in.read(buffer, filled, buffer.length - filled);
        if (read <= 0) {
            throw new IOException("the answer ended in its head");
        }
        return read;
    }

    private int headEnd(int filled) {
        for (var i = 3; i < filled; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static long contentLength(String head) throws IOException {
        var start = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (start < 0) {
            throw new IOException("an answer without content-length");
        }
        start += LENGTH.length();
        return Long.parseLong(head.substring(start, head.indexOf('\r', start)).strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
