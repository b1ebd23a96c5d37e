package io.bergwerk.engine.local.workers.kubelet;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;

/// What is to be run in a container, and which of its streams are connected.
///
/// @param attach whether the container's own process is meant rather than a new command
record ExecOptions(List<String> command, boolean stdin, boolean tty, boolean attach) {
    ExecOptions {
        command = List.copyOf(command);
    }

    static ExecOptions of(QueryStringDecoder uri, boolean attach) {
        return new ExecOptions(
                uri.parameters().getOrDefault("command", List.of()), flag(uri, "input"), flag(uri, "tty"), attach);
    }

    private static boolean flag(QueryStringDecoder uri, String name) {
        return uri.parameters().getOrDefault(name, List.of()).stream()
                .anyMatch(text -> text.equals("1") || text.equals("true"));
    }
}
