package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.pki.ClusterPki;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The egress sockets of all clusters of a host, on two threads.
public final class EgressServers implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int CLOSE_SECONDS = 5;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(
            THREADS, Thread.ofPlatform().daemon().name("workers-egress-", 0).factory(), NioIoHandler.newFactory());

    /// Serves one cluster's socket, replacing a file that a dead server left there.
    public EgressServer serve(Path socket, ClusterPki pki, KubeletBackend backend) {
        return new EgressServer(threads, socket, new Endpoints(pki, backend));
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
