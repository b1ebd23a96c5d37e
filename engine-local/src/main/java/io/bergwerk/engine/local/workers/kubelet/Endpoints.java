package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.pki.Identity;
import io.bergwerk.engine.local.workers.nodes.Node;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/// What can be reached through the egress socket: the kubelet of each node, and the metrics API.
final class Endpoints {
    private static final String KUBELET_PORT = "10250";
    private static final String KUBELET_CLIENT = "kube-apiserver-kubelet-client";
    private static final String FRONT_PROXY_CLIENT = "front-proxy-client";
    private static final int CONTEXTS_MAX = 2000;

    /// A server behind the socket.
    ///
    /// @param client common name that the caller's certificate must have
    record Endpoint(SslContext tls, String client, ChannelHandler handler) {}

    private final ClusterPki pki;
    private final KubeletBackend backend;
    private final Map<String, SslContext> contexts = new ConcurrentHashMap<>();

    Endpoints(ClusterPki pki, KubeletBackend backend) {
        this.pki = pki;
        this.backend = backend;
    }

    /// Blocks while a certificate is made.
    Optional<Endpoint> find(String host, String port) {
        if (host.equals(EgressServer.METRICS_HOST)) {
            return Optional.of(metrics());
        }
        return port.equals(KUBELET_PORT) ? backend.nodes().findByIp(host).map(this::kubelet) : Optional.empty();
    }

    private Endpoint kubelet(Node node) {
        if (contexts.size() > CONTEXTS_MAX) {
            contexts.clear(); // addresses of nodes that are long gone
        }
        var tls = contexts.computeIfAbsent(
                node.name() + "/" + node.internalIp(),
                _ -> context(
                        pki.serving("system:node:" + node.name(), List.of(node.name()), List.of(node.internalIp())),
                        pki.ca().certificate()));
        return new Endpoint(tls, KUBELET_CLIENT, new KubeletHandler(backend, node.name()));
    }

    private Endpoint metrics() {
        var name = EgressServer.METRICS_SERVICE + ".kube-system.svc";
        var tls = contexts.computeIfAbsent(
                name, _ -> context(pki.serving(name, List.of(name), List.of()), frontProxyAuthority()));
        return new Endpoint(tls, FRONT_PROXY_CLIENT, new MetricsHandler(backend));
    }

    private X509Certificate frontProxyAuthority() {
        try (InputStream file = Files.newInputStream(pki.directory().resolve("front-proxy-ca.crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the front proxy's authority cannot be read", e);
        }
    }

    private static SslContext context(Identity identity, X509Certificate clients) {
        try {
            return SslContextBuilder.forServer(identity.key(), identity.certificate())
                    .sslProvider(SslProvider.JDK)
                    .trustManager(clients)
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the JDK cannot serve with a certificate in memory", e);
        }
    }

    KubeletBackend backend() {
        return backend;
    }
}
