package io.bergwerk.engine.local.router;

import io.bergwerk.common.ClusterId;
import io.netty.channel.Channel;
import io.netty.channel.ChannelId;
import io.netty.util.AttributeKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The clients that are connected now, and the cluster each belongs to once it is known. At most 10,000.
final class Connections {
    private static final int MOST = 10_000;
    private static final AttributeKey<ClusterId> CLUSTER = AttributeKey.valueOf("bergwerk-cluster");

    private final Map<ChannelId, Channel> open = new ConcurrentHashMap<>();

    /// @return false if there are too many
    boolean admit(Channel client) {
        if (open.size() >= MOST) {
            return false;
        }
        open.put(client.id(), client);
        var _ = client.closeFuture().addListener(_ -> open.remove(client.id()));
        return true;
    }

    void belongsTo(Channel client, ClusterId cluster) {
        client.attr(CLUSTER).set(cluster);
    }

    void end(ClusterId cluster) {
        for (var client : open.values()) {
            if (cluster.equals(client.attr(CLUSTER).get())) {
                var _ = client.close();
            }
        }
    }

    void endAll() {
        for (var client : open.values()) {
            var _ = client.close();
        }
    }
}
