package io.bergwerk.server.signin;

import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.project.Project;
import io.bergwerk.server.tenant.IdentityProvider;
import io.bergwerk.server.user.UserService;

/// The user whom an installation has from its first start on.
public final class FirstUser {
    public static final UserLogin LOGIN = new UserLogin("admin@local");

    private final UserService users;

    public FirstUser(UserService users) {
        this.users = users;
    }

    /// Makes the user, their tenant and their default project; whatever is there already stays as it is.
    public Project ensure() {
        return users.ensure(LOGIN, IdentityProvider.OIDC, "Administrator", "", true);
    }
}
