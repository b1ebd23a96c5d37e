package io.bergwerk.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
