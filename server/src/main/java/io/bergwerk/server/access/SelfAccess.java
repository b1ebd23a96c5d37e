package io.bergwerk.server.access;

/// Proof that a signed-in user makes the present call about themselves. Only the authorizer makes one.
public final class SelfAccess {
    private final Rights rights;

    SelfAccess(Rights rights) {
        this.rights = rights;
    }

    public UserLogin user() {
        return caller().user();
    }

    public Caller.SignedIn caller() {
        return rights.caller();
    }

    /// What the user takes part in, and how much of it the token reaches.
    public Rights rights() {
        return rights;
    }

    @Override
    public String toString() {
        return "%s about themselves".formatted(user());
    }
}
