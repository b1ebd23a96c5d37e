package io.bergwerk.engine.local.workers.kubelet;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets only one client in: the authority also signs the users' certificates.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class ClientNameHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ClientNameHandler.class);

    private final SslHandler tls;
    private final String expected;

    ClientNameHandler(SslHandler tls, String expected) {
        this.tls = tls;
        this.expected = expected;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (!done.isSuccess() || !expected.equals(commonName())) {
                log.debug("a client that is not {} was refused", expected);
                context.close();
                return;
            }
            context.pipeline().remove(this);
        }
        super.userEventTriggered(context, event);
    }

    /// This handler goes away once the client is known; until then nothing gets past it.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    private String commonName() throws InvalidNameException {
        try {
            var certificate = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            log.debug("a client without a certificate", e);
        }
        return "";
    }
}
