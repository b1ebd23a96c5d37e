package io.bergwerk.server.project;

import io.bergwerk.common.Page;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.store.Database;
import java.util.List;
import java.util.Optional;

/// What administrators see of projects.
public final class ProjectAdministration {
    private final Database database;
    private final ProjectStore projects = new ProjectStore();

    public ProjectAdministration(Database database) {
        this.database = database;
    }

    /// In the order of their creation; without a page, as many as one answer may hold.
    public List<Project> list(AdminAccess access, Optional<TenantLogin> tenant, Optional<Page> page) {
        return database.withHandle(tx -> projects.search(tx, tenant, page));
    }
}
