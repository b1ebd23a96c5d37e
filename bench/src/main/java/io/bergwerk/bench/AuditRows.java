package io.bergwerk.bench;

import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Traces of many calls over two weeks, written past the server into the partitions that it would have made.
record AuditRows(Sql sql, OffsetDateTime end) {
    static final int DAYS = 14;
    /// Of each call two traces.
    static final int CALLS = 500_000;
    /// Has every second call.
    static final String TENANT = "org-audited";
    /// In the body of one call.
    static final String NEEDLE = "needle-in-two-weeks";
    /// In the body of every request.
    static final String HAY = "group-0";

    static final int RARE_CODE = 13;
    static final int USERS = 200;
    static final int PROJECTS = 50;
    static final int METHODS = 40;
    static final int ADDRESSES = 250;

    static AuditRows fill(Sql sql) throws IOException {
        var rows = new AuditRows(sql, OffsetDateTime.now(ZoneOffset.UTC));
        rows.draft();
        var today = rows.end.toLocalDate();
        for (var day = today.minusDays(DAYS); !day.isAfter(today); day = day.plusDays(1)) {
            rows.fill(day, day.equals(today));
        }
        sql.execute("DROP TABLE bench_calls");
        sql.execute("VACUUM ANALYZE audit_trace");
        return rows;
    }

    /// The hash spreads people, projects and methods over the calls, the same in every run.
    private void draft() throws IOException {
        sql.execute("""
                CREATE UNLOGGED TABLE bench_calls AS
                SELECT i, h, CAST(? AS timestamptz) - (interval '1 day' * %d) * (i::float8 / %d) AS at,
                    CASE WHEN i %% 2 = 0 THEN '%s' ELSE 'org-' || i %% 19 END AS tenant
                FROM (SELECT i, abs(hashint4(i)::bigint) AS h FROM generate_series(1, %d) i) AS numbered
                """.formatted(DAYS, CALLS, TENANT, CALLS), end);
        sql.execute("CREATE INDEX ON bench_calls (at)");
    }

    /// A day that is over gets its indexes at its end, which is faster.
    private void fill(LocalDate day, boolean isThere) throws IOException {
        var name = "audit_trace_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
        if (!isThere) {
            sql.execute("CREATE TABLE %s (LIKE audit_trace INCLUDING CONSTRAINTS)".formatted(name));
        }
        insert(name, day, "REQUEST", "NULL", """
                '{"project":"' || %s || '","name":"cluster-' || h %% 5000 || '","workers":[{"name":"group-0",'
                || '"machineType":"c1-medium-x86","minsize":1,"maxsize":3}],"description":"'
                || CASE WHEN i = %d THEN '%s' ELSE md5(i::text) END || '"}'
                """.formatted(project("h"), CALLS / 4 * 2, NEEDLE));
        insert(name, day, "RESPONSE", code(), """
                '{"cluster":{"uuid":"' || md5('c' || i) || '","name":"cluster-' || h %% 5000 || '","partition":"eu-1",'
                || '"kubernetes":{"version":"1.36.3"},"createdAt":"' || at || '","status":{"uuid":"' || md5('s' || i)
                || '","progress":0,"state":"Processing","type":"Create"}}}'""".replace("%%", "%"));
        if (!isThere) {
            sql.execute("ALTER TABLE audit_trace ATTACH PARTITION %s FOR VALUES FROM ('%sT00:00Z') TO ('%sT00:00Z')"
                    .formatted(name, day, day.plusDays(1)));
        }
    }

    private void insert(String table, LocalDate day, String phase, String code, String body) throws IOException {
        sql.execute(
                """
                INSERT INTO %s (id, phase, at, user_login, tenant, project, method, source_ip, body, result_code)
                SELECT CAST(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
                        || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15) AS uuid),
                    '%s', at, 'user-' || h %% %d || '@bench', tenant, %s,
                    '/api.v1.BenchService/Method' || h / 7 %% %d, '10.0.' || h / 11 %% %d || '.1', %s, %s
                FROM bench_calls
                WHERE at >= CAST('%sT00:00Z' AS timestamptz) AND at < CAST('%sT00:00Z' AS timestamptz)
                """.formatted(table, phase, USERS, project("h"), METHODS, ADDRESSES, body, code, day, day.plusDays(1)));
    }

    /// One call in a thousand fails in the server, three in a hundred are refused.
    private static String code() {
        return "CASE WHEN h / 13 %% 1000 = 0 THEN %d WHEN h / 13 %% 1000 < 30 THEN 7 ELSE 0 END"
                .replace("%%", "%")
                .replace("%d", String.valueOf(RARE_CODE));
    }

    private static String project(String number) {
        return "'00000000-0000-4000-8000-' || lpad((%s / 3 %% %d)::text, 12, '0')".formatted(number, PROJECTS);
    }

    static String project(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }
}
