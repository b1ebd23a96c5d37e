package io.bergwerk.engine.local.process;

/// How one process takes over from another that does the same beside it.
public interface Handover {
    /// Whether another one can run beside this process at all.
    boolean isPossible(ProcessIdentity present);

    /// Keeps everybody with the present one, before a successor is started.
    void prepare(ProcessIdentity present);

    /// Whether the successor can take over. Asked again and again from its start on.
    boolean isReady(ProcessIdentity present, ProcessIdentity successor);

    /// Leads whoever comes from now on to the successor; the present one is told to end after this.
    void turn(ProcessIdentity successor);
}
