package io.bergwerk.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.server.access.TestApi;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// An export as a client sees it, who reads when they like.
final class OpenExport implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int END = 2;

    private final DataInputStream body;

    private OpenExport(DataInputStream body) {
        this.body = body;
    }

    /// What came until the end, and the end: empty, or with an error.
    record Everything(List<JsonNode> traces, JsonNode end) {
        String code() {
            return end.path("error").path("code").asText();
        }
    }

    static OpenExport begin(TestApi api, String token, String tenant, String window) {
        var request = "{\"login\":\"%s\"%s}".formatted(tenant, window);
        return new OpenExport(new DataInputStream(api.stream(token, "bergwerk.v1.AuditExportService/Export", request)));
    }

    Everything readAll() throws IOException {
        var traces = new ArrayList<JsonNode>();
        while (true) {
            var flags = body.readUnsignedByte();
            var message = JSON.readTree(body.readNBytes(body.readInt()));
            if (flags == END) {
                return new Everything(List.copyOf(traces), message);
            }
            traces.add(message.path("trace"));
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
