package io.bergwerk.server.access;

import io.grpc.Context;
import java.util.Optional;

/// What is known of the present call, for whoever handles it on its own thread.
///
/// A proof is there exactly when the method's scope asks for it, so a handler may take it without looking.
public final class CallContext {
    static final Context.Key<ProjectAccess> PROJECT = Context.key("project-access");
    static final Context.Key<TenantAccess> TENANT = Context.key("tenant-access");
    static final Context.Key<SelfAccess> SELF = Context.key("self-access");
    static final Context.Key<AdminAccess> ADMIN = Context.key("admin-access");
    static final Context.Key<Rights> RIGHTS = Context.key("rights");
    static final Context.Key<StreamGuard> GUARD = Context.key("stream-guard");
    private static final Context.Key<String> REQUEST_ID = Context.key("request-id");
    private static final Context.Key<String> CLIENT_ADDRESS = Context.key("client-address");

    private CallContext() {}

    /// The context a call starts with.
    ///
    /// @param clientAddress without a port; empty if it cannot be known
    public static Context begin(Context base, String requestId, String clientAddress) {
        return base.withValue(REQUEST_ID, requestId).withValue(CLIENT_ADDRESS, clientAddress);
    }

    public static Caller caller() {
        return rights().<Caller>map(Rights::caller).orElse(Caller.ANONYMOUS);
    }

    /// What the caller's token may do; empty without a token.
    public static Optional<Rights> rights() {
        return Optional.ofNullable(RIGHTS.get());
    }

    /// Ends a stream whose caller has lost their rights meanwhile.
    public static StreamGuard streamGuard() {
        return required(GUARD);
    }

    public static ProjectAccess projectAccess() {
        return required(PROJECT);
    }

    public static TenantAccess tenantAccess() {
        return required(TENANT);
    }

    public static SelfAccess selfAccess() {
        return required(SELF);
    }

    public static AdminAccess adminAccess() {
        return required(ADMIN);
    }

    /// Empty outside of a call.
    public static String requestId() {
        return Optional.ofNullable(REQUEST_ID.get()).orElse("");
    }

    /// Without a port; empty if it cannot be known.
    public static String clientAddress() {
        return Optional.ofNullable(CLIENT_ADDRESS.get()).orElse("");
    }

    private static <T> T required(Context.Key<T> key) {
        var value = key.get();
        if (value == null) {
            throw new IllegalStateException("no " + key + " in this call: its method has another scope");
        }
        return value;
    }
}
