package io.bergwerk.server.access;

/// Proof that a signed-in user makes the present call about themselves. Only the authorizer makes one.
public final class SelfAccess {
    private final Caller.SignedIn caller;

    SelfAccess(Caller.SignedIn caller) {
        this.caller = caller;
    }

    public UserLogin user() {
        return caller.user();
    }

    public Caller.SignedIn caller() {
        return caller;
    }

    @Override
    public String toString() {
        return "%s about themselves".formatted(caller.user());
    }
}
