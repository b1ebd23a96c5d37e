package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.ports.Ports;
import io.bergwerk.engine.local.ports.SharedPort;
import io.bergwerk.engine.local.process.Handover;
import io.bergwerk.engine.local.process.ProcFs;
import io.bergwerk.engine.local.process.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// One API server takes over from another on the same port, and no client is led to one that is not ready.
final class ApiServerHandover implements Handover {
    static final String SHARES_ITS_PORT = "--permit-port-sharing=true";
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /// One that is not ready by then cannot reach itself, as where the kernel has no MPTCP.
    private static final Duration LED_LIMIT = Duration.ofSeconds(30);

    /// In a row. Where the kernel spreads the connections, they cannot all have come from the other one.
    private static final int ANSWERS = 20;

    /// Some rights are known to an API server a moment after it calls itself ready.
    private static final String ASKS_FOR_RIGHTS = "/api/v1/namespaces/default";

    private final ClusterPki pki;
    private final Ports ports;
    private final SharedPort shared;
    private long preparedAt;
    private int answers;

    ApiServerHandover(ClusterPki pki, Ports ports) {
        this.pki = pki;
        this.ports = ports;
        this.shared = new SharedPort(ports.apiServer());
    }

    @Override
    public boolean isPossible(ProcessIdentity present) {
        return ProcFs.commandLine(present.pid()).contains(SHARES_ITS_PORT);
    }

    @Override
    public void prepare(ProcessIdentity present) {
        preparedAt = System.nanoTime();
        shared.leadToFirst(present.pid());
    }

    @Override
    public boolean isReady(ProcessIdentity present, ProcessIdentity successor) {
        if (System.nanoTime() - preparedAt < LED_LIMIT.toNanos()) {
            shared.leadToFirst(present.pid());
        } else {
            shared.spread(present.pid());
        }
        if (!shared.isListening(successor.pid()) || !answers()) {
            answers = 0;
            return false;
        }
        answers++;
        return answers >= ANSWERS;
    }

    /// Each time over a connection of its own: where the kernel decides, it does so anew.
    private boolean answers() {
        var server = URI.create("https://127.0.0.1:" + ports.apiServer());
        try (var client = ApiClient.from(SharedPort.PROBE, server, pki.ca().certificate(), pki.engine())) {
            return client.get("/readyz", LIMIT).isOk()
                    && client.get(ASKS_FOR_RIGHTS, LIMIT).isOk();
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void turn(ProcessIdentity successor) {
        shared.leadToLast(successor.pid());
    }
}
