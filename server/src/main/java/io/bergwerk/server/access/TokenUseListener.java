package io.bergwerk.server.access;

/// Is told of each call that comes with a good token, whatever becomes of the call. Does not block.
public interface TokenUseListener {
    /// @param clientAddress without a port; empty if it cannot be known
    void used(Caller.SignedIn caller, String clientAddress);
}
