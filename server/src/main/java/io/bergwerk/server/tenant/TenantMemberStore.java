package io.bergwerk.server.tenant;

import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;

/// The SQL of who is a member of a tenant. Guests are nobody's members.
final class TenantMemberStore {
    /// False if the user is a member already.
    boolean insertIfAbsent(Handle tx, TenantLogin tenant, UserLogin user, TenantRole role, Instant now) {
        return tx.createUpdate("""
                                INSERT INTO tenant_member (tenant, member, role, created_at)
                                VALUES (:tenant, :member, :role, :now)
                                ON CONFLICT ON CONSTRAINT tenant_member_pk DO NOTHING
                                """)
                        .bind("tenant", tenant.value())
                        .bind("member", user.value())
                        .bind("role", role.name())
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }

    /// False if the user is no member.
    boolean updateRole(Handle tx, TenantLogin tenant, UserLogin user, TenantRole role) {
        return tx.createUpdate("UPDATE tenant_member SET role = :role WHERE tenant = :tenant AND member = :member")
                        .bind("tenant", tenant.value())
                        .bind("member", user.value())
                        .bind("role", role.name())
                        .execute()
                > 0;
    }

    /// False if the user is no member.
    boolean delete(Handle tx, TenantLogin tenant, UserLogin user) {
        return tx.createUpdate("DELETE FROM tenant_member WHERE tenant = :tenant AND member = :member")
                        .bind("tenant", tenant.value())
                        .bind("member", user.value())
                        .execute()
                > 0;
    }

    int count(Handle tx, TenantLogin tenant) {
        return tx.createQuery("SELECT count(*) FROM tenant_member WHERE tenant = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(Integer.class)
                .one();
    }

    boolean hasOwner(Handle tx, TenantLogin tenant) {
        return tx.createQuery("SELECT EXISTS (SELECT FROM tenant_member WHERE tenant = :tenant AND role = 'OWNER')")
                .bind("tenant", tenant.value())
                .mapTo(Boolean.class)
                .one();
    }
}
