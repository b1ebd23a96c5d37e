package io.bergwerk.bench;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long somebody waits for traces that match, by what they look for and in how long a time.
///
/// @param who as in `an owner: no filter`
/// @param service which of the two audits, as `api.v1.AuditService`
/// @param whose the part of the request that says whose traces
record AuditSearches(
        AuditRows rows, KeptConnection connection, String token, String who, String service, String whose) {
    private static final int WARM_UP = 30;
    private static final int CALLS = 200;
    private static final long LIMIT_NANOS = 3_000_000_000L;

    private static final Map<String, String> FILTERS = filters();

    /// @param millis of each call
    record Search(String what, Samples millis) {}

    private static Map<String, String> filters() {
        var filters = new LinkedHashMap<String, String>();
        filters.put("no filter", "\"limit\": 200");
        filters.put("a user", "\"user\": \"user-17@bench\"");
        filters.put("a user of no call", "\"user\": \"nobody@bench\"");
        filters.put("a project", "\"project\": \"%s\"".formatted(AuditRows.project(7)));
        filters.put("a project of no call", "\"project\": \"%s\"".formatted(AuditRows.project(AuditRows.PROJECTS)));
        filters.put("a method", "\"method\": \"/api.v1.BenchService/Method3\"");
        filters.put("an address", "\"sourceIp\": \"10.0.9.1\"");
        filters.put("an address of no call", "\"sourceIp\": \"192.0.2.1\"");
        filters.put("a rare result code", "\"resultCode\": %d".formatted(AuditRows.RARE_CODE));
        filters.put("a phase", "\"phase\": \"AUDIT_PHASE_RESPONSE\"");
        filters.put("a text in one body", "\"body\": \"%s\"".formatted(AuditRows.NEEDLE));
        filters.put("a text in half the bodies", "\"body\": \"%s\"".formatted(AuditRows.HAY));
        filters.put("a text in no body", "\"body\": \"hay without a needle\"");
        filters.put("a user and a text in no body", "\"user\": \"user-17@bench\", \"body\": \"quite another hay\"");
        return filters;
    }

    static AuditSearches ofOwner(AuditRows rows, KeptConnection connection, String token) {
        var whose = "\"login\": \"%s\", ".formatted(AuditRows.TENANT);
        return new AuditSearches(rows, connection, token, "owner", "api.v1.AuditService", whose);
    }

    /// Of all tenants at once.
    static AuditSearches ofAdministrator(AuditRows rows, KeptConnection connection, String token) {
        return new AuditSearches(rows, connection, token, "administrator", "admin.v1.AuditService", "");
    }

    List<Search> all() throws IOException {
        var searches = new ArrayList<Search>();
        for (var filter : FILTERS.entrySet()) {
            searches.add(new Search(who + ", " + filter.getKey() + ", 8 hours", time(filter.getValue())));
            var from = rows.end().minusDays(AuditRows.DAYS).truncatedTo(ChronoUnit.SECONDS);
            searches.add(new Search(
                    "%s, %s, %d days".formatted(who, filter.getKey(), AuditRows.DAYS),
                    time(filter.getValue() + ", \"from\": \"%s\"".formatted(from))));
        }
        return searches;
    }

    /// One trace by its id, which no filter can beat.
    Samples byId() throws IOException {
        var newest = rows.sql()
                .column(
                        java.util.UUID.class,
                        "SELECT id FROM audit_trace WHERE tenant = ? ORDER BY at DESC LIMIT 1",
                        AuditRows.TENANT);
        var request = KeptConnection.post(
                service + "/Get", token, "{%s\"uuid\": \"%s\"}".formatted(whose, newest.getFirst()));
        return time(request);
    }

    private Samples time(String filter) throws IOException {
        var body = "{%s%s}".formatted(whose, filter);
        return time(KeptConnection.post(service + "/List", token, body));
    }

    /// Fewer times what takes long.
    private Samples time(byte[] request) throws IOException {
        var end = System.nanoTime() + LIMIT_NANOS;
        for (var i = 0; i < WARM_UP && System.nanoTime() < end; i++) {
            connection.time(request, 200);
        }
        end = System.nanoTime() + LIMIT_NANOS;
        var millis = new ArrayList<Double>();
        while (millis.size() < CALLS && (millis.isEmpty() || System.nanoTime() < end)) {
            millis.add(connection.time(request, 200) / 1e6);
        }
        return Samples.of(millis);
    }
}
