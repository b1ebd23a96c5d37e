package io.bergwerk.server.access;

/// Told by whoever changed memberships, after the transaction: then the next call on this server already
/// sees it. Other servers hear it from the database.
public interface RightsChanges {
    /// Something the user takes part in has changed.
    void userChanged(UserLogin user);

    /// A project of the tenant came or went, or the tenant itself.
    void tenantChanged(TenantLogin tenant);
}
