package io.bergwerk.server.access;

/// A tenant's id, as it stands in requests: `admin@local`, `org-4f1c9a7be2d0`.
public record TenantLogin(String value) implements Comparable<TenantLogin> {
    @Override
    public int compareTo(TenantLogin other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
