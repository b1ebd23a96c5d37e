package io.bergwerk.server.access;

/// A user's id, which is also the login of their personal tenant: `admin@local`.
public record UserLogin(String value) implements Comparable<UserLogin> {
    public TenantLogin personalTenant() {
        return new TenantLogin(value);
    }

    @Override
    public int compareTo(UserLogin other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
