package io.bergwerk.server.access;

/// Proof that an administrator makes the present call. Only the authorizer makes one.
public final class AdminAccess {
    private final UserLogin user;
    private final AdminRole role;

    AdminAccess(UserLogin user, AdminRole role) {
        this.user = user;
        this.role = role;
    }

    public UserLogin user() {
        return user;
    }

    public AdminRole role() {
        return role;
    }

    @Override
    public String toString() {
        return "%s as administrating %s".formatted(user, role);
    }
}
