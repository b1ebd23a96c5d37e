package io.bergwerk.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// An installation of some size, and one ordinary user in it with a few memberships that are the same in any
/// size.
record Population(Installation installation, Sql sql, PeopleRows people, SignedTokens signer, Person person) {
    static final int TENANTS = 10_000;
    static final int PROJECTS = 50_000;
    static final int MEMBERS = 100_000;
    private static final int OWN_TENANTS = 3;
    private static final int OWN_PROJECTS = 3;

    /// Who is measured.
    ///
    /// @param tenant that they own
    /// @param project in that tenant
    record Person(String login, String tenant, UUID project) {}

    static Population small(Workbench bench) throws IOException, InterruptedException {
        var database = Database.start(bench);
        var installation = Installation.withoutClusters(bench, database);
        var sql = Sql.open(bench, database);
        var people = new PeopleRows(sql);
        var person = person(people);
        return new Population(installation, sql, people, SignedTokens.of(sql), person);
    }

    static Population large(Workbench bench) throws IOException, InterruptedException {
        var population = small(bench);
        fill(population.sql());
        return population;
    }

    private static Person person(PeopleRows people) throws IOException {
        var login = people.user("person@bench");
        var projects = new ArrayList<UUID>();
        for (var i = 0; i < OWN_TENANTS; i++) {
            var tenant = people.organisation("org-own-" + i);
            people.member(tenant, login, "OWNER");
            for (var k = 0; k < OWN_PROJECTS; k++) {
                projects.add(people.project(tenant, "project-" + k));
            }
        }
        people.projectMember(projects.getFirst(), login, "EDITOR");
        return new Person(login, "org-own-0", projects.getFirst());
    }

    /// Half the tenants are people with a default project; the other members are spread over tenants and
    /// projects. Nobody is told of so many changes.
    private static void fill(Sql sql) throws IOException {
        var users = TENANTS / 2;
        var tenantMembers = MEMBERS - 2 * users - PROJECTS;
        sql.execute("""
                ALTER TABLE tenant_member DISABLE TRIGGER USER;
                ALTER TABLE project_member DISABLE TRIGGER USER;
                ALTER TABLE project DISABLE TRIGGER USER;
                INSERT INTO tenant (login, name, personal, oauth_provider, admitted, created_by, created_at, updated_at)
                SELECT CASE WHEN i <= %1$d THEN 'user-' || i || '@bench' ELSE 'org-' || i END,
                    'Tenant ' || i, i <= %1$d, CASE WHEN i <= %1$d THEN 'OIDC' ELSE 'NONE' END, true,
                    'user-' || 1 + i %% %1$d || '@bench', now(), now()
                FROM generate_series(1, %2$d) i;
                INSERT INTO tenant_member
                SELECT login, login, 'OWNER', now() FROM tenant WHERE login LIKE 'user-%%@bench';
                INSERT INTO project (id, tenant, name, is_default, created_at, updated_at)
                SELECT gen_random_uuid(), CASE WHEN i <= %1$d THEN 'user-' || i || '@bench'
                        ELSE 'org-' || %1$d + 1 + i %% (%2$d - %1$d) END, 'project-' || i, i <= %1$d, now(), now()
                FROM generate_series(1, %3$d) i;
                INSERT INTO project_member
                SELECT id, tenant, 'OWNER', now() FROM project WHERE tenant LIKE 'user-%%@bench';
                INSERT INTO tenant_member
                SELECT 'org-' || %1$d + 1 + i %% (%2$d - %1$d),
                    'user-' || 1 + (i * 31 + i / %1$d * 7) %% %1$d || '@bench',
                    (ARRAY['OWNER', 'EDITOR', 'VIEWER'])[1 + i %% 3], now()
                FROM generate_series(1, %4$d) i ON CONFLICT DO NOTHING;
                INSERT INTO project_member
                SELECT id, 'user-' || 1 + n * 7 %% %1$d || '@bench',
                    (ARRAY['OWNER', 'EDITOR', 'VIEWER'])[1 + n %% 3], now()
                FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM project
                    WHERE tenant NOT LIKE 'org-own-%%') numbered
                ON CONFLICT DO NOTHING;
                ALTER TABLE tenant_member ENABLE TRIGGER USER;
                ALTER TABLE project_member ENABLE TRIGGER USER;
                ALTER TABLE project ENABLE TRIGGER USER;
                """.formatted(users, TENANTS, PROJECTS, tenantMembers));
        sql.execute("VACUUM ANALYZE tenant");
        sql.execute("VACUUM ANALYZE tenant_member");
        sql.execute("VACUUM ANALYZE project");
        sql.execute("VACUUM ANALYZE project_member");
    }

    KeptConnection connection() throws IOException {
        return new KeptConnection(installation.calls().url().getPort());
    }

    /// Those that are there, however many were asked for.
    long members() throws IOException {
        return sql.column(
                        Long.class,
                        "SELECT (SELECT count(*) FROM tenant_member) + (SELECT count(*) FROM project_member)")
                .getFirst();
    }

    /// The same call by many tokens that no server has seen.
    List<byte[]> firstCalls(int number) throws IOException {
        var calls = new ArrayList<byte[]>();
        for (var token : signer.forUser(person.login(), number)) {
            calls.add(projectGet(token.text()));
        }
        return calls;
    }

    byte[] projectGet(String token) {
        return KeptConnection.post(
                "api.v1.ProjectService/Get", token, "{\"project\": \"%s\"}".formatted(person.project()));
    }

    byte[] tenantGet(String token) {
        return KeptConnection.post("api.v1.TenantService/Get", token, "{\"login\": \"%s\"}".formatted(person.tenant()));
    }
}
