package io.bergwerk.server.access;

import io.bergwerk.common.ProjectId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Reads who takes part in what. Writing memberships is the tenants' and projects' business.
public final class MembershipReader {
    /// A user who reaches more is refused by [#load]: their rights would not fit into a server's memory.
    static final int MAX_PROJECTS = 20_000;

    /// Everything the user takes part in now.
    public Memberships load(Handle tx, UserLogin user) {
        var tenants = tenantRoles(tx, user);
        var projects = new HashMap<ProjectId, Memberships.Reach>();
        tx.createQuery("""
                        SELECT p.id, p.tenant, m.role
                        FROM project p JOIN project_member m ON m.project = p.id
                        WHERE m.member = :user
                        UNION ALL
                        SELECT p.id, p.tenant, t.role
                        FROM project p JOIN tenant_member t ON t.tenant = p.tenant
                        WHERE t.member = :user
                        LIMIT :most
                        """)
                .bind("user", user.value())
                .bind("most", 2 * MAX_PROJECTS + 1)
                .map((row, _) -> Map.entry(
                        new ProjectId(row.getObject("id", UUID.class)),
                        new Memberships.Reach(
                                new TenantLogin(row.getString("tenant")), ProjectRole.valueOf(row.getString("role")))))
                .forEach(entry -> projects.merge(entry.getKey(), entry.getValue(), MembershipReader::stronger));
        if (projects.size() > MAX_PROJECTS) {
            throw new IllegalStateException("%s reaches more than %d projects".formatted(user, MAX_PROJECTS));
        }
        projects.values().forEach(reach -> tenants.putIfAbsent(reach.tenant(), TenantRole.GUEST));
        return new Memberships(tenants, projects);
    }

    /// The user's own role in a tenant, which is never guest; empty without one.
    public Optional<TenantRole> tenantRole(Handle tx, TenantLogin tenant, UserLogin user) {
        return tx.createQuery("SELECT role FROM tenant_member WHERE tenant = :tenant AND member = :user")
                .bind("tenant", tenant.value())
                .bind("user", user.value())
                .map((row, _) -> TenantRole.valueOf(row.getString("role")))
                .findOne();
    }

    /// The tenant of a project; empty if there is no such project.
    Optional<TenantLogin> tenantOf(Handle tx, ProjectId project) {
        return tx.createQuery("SELECT tenant FROM project WHERE id = :project")
                .bind("project", project.value())
                .map((row, _) -> new TenantLogin(row.getString("tenant")))
                .findOne();
    }

    boolean tenantExists(Handle tx, TenantLogin tenant) {
        return tx.createQuery("SELECT 1 FROM tenant WHERE login = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /// Whether the tenant may use what costs money.
    boolean isAdmitted(Handle tx, TenantLogin tenant) {
        return tx.createQuery("SELECT admitted FROM tenant WHERE login = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    private static Map<TenantLogin, TenantRole> tenantRoles(Handle tx, UserLogin user) {
        var roles = new HashMap<TenantLogin, TenantRole>();
        tx.createQuery("SELECT tenant, role FROM tenant_member WHERE member = :user")
                .bind("user", user.value())
                .map((row, _) ->
                        Map.entry(new TenantLogin(row.getString("tenant")), TenantRole.valueOf(row.getString("role"))))
                .forEach(entry -> roles.put(entry.getKey(), entry.getValue()));
        return roles;
    }

    private static Memberships.Reach stronger(Memberships.Reach one, Memberships.Reach other) {
        return new Memberships.Reach(one.tenant(), one.role().stronger(other.role()));
    }
}
