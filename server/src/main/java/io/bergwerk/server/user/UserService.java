package io.bergwerk.server.user;

import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.project.Project;
import io.bergwerk.server.project.ProjectService;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.tenant.IdentityProvider;
import io.bergwerk.server.tenant.Tenant;
import io.bergwerk.server.tenant.TenantService;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes users when they are first seen, and shows them to themselves.
public final class UserService {
    private static final Logger log = LoggerFactory.getLogger(UserService.class);

    private final Database database;
    private final TenantService tenants;
    private final ProjectService projects;
    private final InstantSource clock;

    public UserService(Database database, TenantService tenants, ProjectService projects, InstantSource clock) {
        this.database = database;
        this.tenants = tenants;
        this.projects = projects;
        this.clock = clock;
    }

    /// A user and everything they take part in.
    ///
    /// @param tenants by name, the personal one and those they are a guest of included
    /// @param projects by uuid, inherited ones included
    public record Seen(Tenant self, List<Tenant> tenants, List<Project> projects, Project defaultProject) {
        public Seen {
            tenants = List.copyOf(tenants);
            projects = List.copyOf(projects);
        }
    }

    /// The caller, whatever their token covers.
    public Seen get(SelfAccess access) {
        var now = access.rights().now();
        var taken = tenants.load(now.tenants().keySet());
        var reached = projects.load(now.projects().keySet());
        var own = access.user().personalTenant();
        return new Seen(byLogin(taken, own), taken, reached, defaultOf(reached, own));
    }

    public boolean exists(UserLogin user) {
        return !tenants.load(Set.of(user.personalTenant())).isEmpty();
    }

    /// Makes a user with their tenant and default project, unless they are there; changes nothing if they are.
    public Project ensure(UserLogin user, IdentityProvider provider, String name, String email, boolean admitted) {
        var now = clock.instant();
        var tenant = Tenant.personal(user.personalTenant(), name, email, provider, admitted, now);
        return database.inTransaction(tx -> {
            if (tenants.ensurePersonal(tx, tenant, now)) {
                log.atInfo().addKeyValue("user", user).log("user created");
            }
            return projects.ensureDefault(tx, user, now);
        });
    }

    private static Tenant byLogin(List<Tenant> tenants, TenantLogin login) {
        return tenants.stream()
                .filter(tenant -> tenant.login().equals(login))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("user " + login + " has no personal tenant"));
    }

    private static Project defaultOf(List<Project> projects, TenantLogin login) {
        return projects.stream()
                .filter(project -> project.isDefault() && project.tenant().equals(login))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("user " + login + " has no default project"));
    }
}
