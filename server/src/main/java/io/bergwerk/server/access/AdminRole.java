package io.bergwerk.server.access;

/// What an administrator of the installation may do, strongest first.
public enum AdminRole {
    /// Every method on every subject.
    EDITOR,
    /// Reading, on every subject.
    VIEWER;

    public boolean atLeast(AdminRole other) {
        return compareTo(other) <= 0;
    }

    public AdminRole weaker(AdminRole other) {
        return atLeast(other) ? other : this;
    }
}
