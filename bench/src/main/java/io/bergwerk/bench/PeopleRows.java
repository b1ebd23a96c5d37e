package io.bergwerk.bench;

import java.io.IOException;
import java.util.UUID;

/// Users, tenants, projects and memberships, written past the server.
record PeopleRows(Sql sql) {
    /// A user with their own tenant and default project.
    ///
    /// @return the login
    String user(String login) throws IOException {
        tenant(login, true);
        member(login, login, "OWNER");
        var project = insertProject(login, login, true);
        projectMember(project, login, "OWNER");
        return login;
    }

    /// @return the login
    String organisation(String login) throws IOException {
        tenant(login, false);
        return login;
    }

    private void tenant(String login, boolean personal) throws IOException {
        sql.execute("""
                INSERT INTO tenant (login, name, personal, oauth_provider, admitted, created_by, created_at, updated_at)
                VALUES (?, ?, ?, ?, true, ?, now(), now())
                """, login, login, personal, personal ? "OIDC" : "NONE", login);
    }

    void member(String tenant, String user, String role) throws IOException {
        sql.execute("INSERT INTO tenant_member VALUES (?, ?, ?, now())", tenant, user, role);
    }

    /// @return the uuid
    UUID project(String tenant, String name) throws IOException {
        return insertProject(tenant, name, false);
    }

    private UUID insertProject(String tenant, String name, boolean isDefault) throws IOException {
        var id = UUID.randomUUID();
        sql.execute("""
                INSERT INTO project (id, tenant, name, is_default, created_at, updated_at)
                VALUES (?, ?, ?, ?, now(), now())
                """, id, tenant, name, isDefault);
        return id;
    }

    void projectMember(UUID project, String user, String role) throws IOException {
        sql.execute("INSERT INTO project_member VALUES (?, ?, ?, now())", project, user, role);
    }

    /// An invite to the tenant itself.
    ///
    /// @return the secret
    String invite(String tenant, String inviter) throws IOException {
        var secret = UUID.randomUUID().toString().replace("-", "");
        sql.execute("""
                INSERT INTO invite (secret, tenant, role, invited_by, created_at, expires_at)
                VALUES (?, ?, 'VIEWER', ?, now(), now() + interval '7 days')
                """, secret, tenant, inviter);
        return secret;
    }
}
