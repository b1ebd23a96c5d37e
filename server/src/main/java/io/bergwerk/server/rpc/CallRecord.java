package io.bergwerk.server.rpc;

import io.bergwerk.connect.CallInfo;
import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/// What one call's log line says; filled in while the call goes on.
final class CallRecord {
    static final Context.Key<CallRecord> KEY = Context.key("call-record");

    private final CallInfo info;
    private final String path;
    private final long startedNanos;
    private volatile String user = "";

    CallRecord(CallInfo info, String path, long startedNanos) {
        this.info = info;
        this.path = path;
        this.startedNanos = startedNanos;
    }

    static @Nullable CallRecord current() {
        return KEY.get();
    }

    CallInfo info() {
        return info;
    }

    /// With the leading slash.
    String path() {
        return path;
    }

    long startedNanos() {
        return startedNanos;
    }

    /// Empty for a call without a token.
    String user() {
        return user;
    }

    void user(String login) {
        this.user = login;
    }
}
