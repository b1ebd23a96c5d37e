package io.bergwerk.connect;

import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.server.ServerBuilder;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;

/// Event loops of the server's own that stop at once: Netty's usual ones wait two seconds for more work, twice.
final class EventLoops {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private EventLoops() {}

    static void install(ServerBuilder builder) {
        var workers = Math.max(2, Runtime.getRuntime().availableProcessors());
        builder.workerGroup(group("rpc-worker", workers), true).bossGroupFactory(name -> group(name, 1));
    }

    private static EventLoopGroup group(String name, int threads) {
        return EventLoopGroups.builder()
                .numThreads(threads)
                .threadFactory(ThreadFactories.newEventLoopThreadFactory(name, true))
                .gracefulShutdown(Duration.ZERO, STOP_WITHIN)
                .build();
    }
}
