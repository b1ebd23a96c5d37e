package io.bergwerk.e2e.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes a request of HTTP/1.1 without any thought about whether it is one.
final class HttpText {
    private final StringBuilder head = new StringBuilder();

    HttpText(String method, String path) {
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nhost: 127.0.0.1\r\n");
    }

    HttpText header(String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /// With the length that the body has.
    byte[] body(byte[] body) {
        return body(body, body.length);
    }

    byte[] body(byte[] body, long claimedLength) {
        header("content-length", Long.toString(claimedLength));
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
