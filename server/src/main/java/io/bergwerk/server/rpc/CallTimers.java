package io.bergwerk.server.rpc;

import io.bergwerk.connect.Protocol;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Times calls by how they ended. There are at most as many timers as methods, codes and protocols make.
final class CallTimers {
    /// @param path with the leading slash
    private record Kind(String path, Status.Code code, Protocol protocol) {}

    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    CallTimers(MeterRegistry meters) {
        this.meters = meters;
    }

    Timer of(CallRecord call, Status.Code code) {
        return timers.computeIfAbsent(new Kind(call.path(), code, call.info().protocol()), this::register);
    }

    private Timer register(Kind kind) {
        var method = kind.path().lastIndexOf('/');
        return Timer.builder("bergwerk.rpc")
                .description("calls by how they ended")
                .tag("service", kind.path().substring(1, method))
                .tag("method", kind.path().substring(method + 1))
                .tag("code", kind.code().name().toLowerCase(Locale.ROOT))
                .tag("protocol", kind.protocol().label())
                .register(meters);
    }
}
