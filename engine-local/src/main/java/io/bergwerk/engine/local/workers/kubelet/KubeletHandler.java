package io.bergwerk.engine.local.workers.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kubelet API of one node, on one connection.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class KubeletHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(KubeletHandler.class);

    private final KubeletBackend backend;
    private final String node;

    KubeletHandler(KubeletBackend backend, String node) {
        this.backend = backend;
        this.node = node;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        request.retain();
        backend.timers().executor().execute(() -> {
            try {
                serve(context, request);
            } catch (RefusedException e) {
                HttpAnswers.text(context, e.status(), e.getMessage());
            } catch (KubeException e) {
                HttpAnswers.text(context, 503, "the cluster's API server does not answer this node: " + e.reason());
            } catch (RuntimeException e) {
                log.warn("kubelet request failed", e);
                HttpAnswers.text(context, 500, "internal error of the simulated node");
            } finally {
                request.release();
            }
        });
    }

    private void serve(ChannelHandlerContext context, FullHttpRequest request) {
        var uri = new QueryStringDecoder(request.uri());
        var path = List.of(uri.path().substring(1).split("/", -1));
        switch (path.getFirst()) {
            case "healthz" -> HttpAnswers.text(context, 200, "ok");
            case "pods", "runningpods" -> HttpAnswers.json(context, 200, pods());
            case "stats" -> HttpAnswers.json(context, 200, new StatsSummary(backend, node).render());
            case "metrics" ->
                HttpAnswers.send(context, 200, "text/plain; version=0.0.4", new StatsSummary(backend, node).metrics());
            case "containerLogs" -> LogStream.serve(context, backend, Target.ofLogs(backend, node, path), uri);
            case "exec", "attach" -> upgrade(context, request, Target.of(backend, node, path), uri, path.getFirst());
            case "portForward" -> throw PortForward.refused(Target.pod(backend, node, path));
            default -> throw new RefusedException(404, "a simulated node does not serve /" + path.getFirst());
        }
    }

    private JsonNode pods() {
        return backend.api().get("/api/v1/pods?fieldSelector=spec.nodeName%3D" + node);
    }

    private void upgrade(
            ChannelHandlerContext context,
            FullHttpRequest request,
            Target target,
            QueryStringDecoder uri,
            String verb) {
        requireWebSocket(request, verb);
        target.requireRunning();
        ExecSession.open(context, request.retain(), backend, target, ExecOptions.of(uri, verb.equals("attach")));
    }

    /// API servers before 1.36 speak SPDY to nodes.
    static void requireWebSocket(FullHttpRequest request, String verb) {
        if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            throw new RefusedException(
                    501,
                    "%s on simulated nodes needs WebSockets, which API servers forward from Kubernetes 1.36 on"
                            .formatted(verb));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("kubelet connection ended", cause);
        context.close();
    }
}
