package io.bergwerk.connect;

import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.server.ServerBuilder;
import java.time.Duration;

/// Event loops of the server's own that stop at once: Netty's usual ones wait two seconds for more work, twice.
final class EventLoops {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private EventLoops() {}

    /// Connections are accepted on the same loops that serve them: Armeria stops its accepting loops in a way that
    /// nobody can shorten, but these are gone by then.
    static void install(ServerBuilder builder) {
        var loops = EventLoopGroups.builder()
                .numThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .threadFactory(ThreadFactories.newEventLoopThreadFactory("rpc-loop", true))
                .gracefulShutdown(Duration.ZERO, STOP_WITHIN)
                .build();
        builder.workerGroup(loops, true).bossGroupFactory(_ -> loops);
    }
}
