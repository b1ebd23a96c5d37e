package io.bergwerk.server.cluster;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.auth.BasicToken;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.auth.AuthTokenExtractors;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.Uuids;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.server.store.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// A cluster's own metrics in Prometheus text form, behind the user and password that its owners see.
///
/// To be bound at [#PATH]. A cluster that does not exist answers like a wrong password.
public final class MetricsPage extends AbstractHttpService {
    public static final String PATH = "/clusters/{uuid}/metrics";

    private final Database database;
    private final ClusterStore clusters;
    private final Supplier<Optional<ClusterEngine>> engine;

    /// @param engine the engine, while this server holds its lease
    MetricsPage(Database database, ClusterStore clusters, Supplier<Optional<ClusterEngine>> engine) {
        this.database = database;
        this.clusters = clusters;
        this.engine = engine;
    }

    @Override
    protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
        var login = Optional.ofNullable(AuthTokenExtractors.basic().apply(request.headers()))
                .filter(token -> token.username().length() + token.password().length() <= 256);
        var uuid = Optional.ofNullable(context.pathParam("uuid")).filter(Uuids::isUuid);
        if (login.isEmpty() || uuid.isEmpty()) {
            return unauthorized();
        }
        var id = new ClusterId(UUID.fromString(uuid.get()));
        return HttpResponse.of(() -> answer(id, login.get()), context.blockingTaskExecutor());
    }

    private HttpResponse answer(ClusterId id, BasicToken login) {
        try {
            var cluster = database.withHandle(tx -> clusters.findUnscoped(tx, id))
                    .filter(found -> !found.isGone())
                    .filter(found -> matches(found.monitoring(), login));
            return cluster.isEmpty() ? unauthorized() : metrics(id);
        } catch (ApiException e) {
            var status = e.code() == ErrorCode.UNAVAILABLE
                    ? HttpStatus.SERVICE_UNAVAILABLE
                    : HttpStatus.INTERNAL_SERVER_ERROR;
            return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, e.publicMessage() + "\n");
        }
    }

    private HttpResponse metrics(ClusterId id) {
        return engine.get()
                .flatMap(present -> present.metrics(id))
                .map(text -> HttpResponse.of(
                        HttpStatus.OK, MediaType.parse("text/plain; version=0.0.4; charset=utf-8"), text))
                .orElseGet(() -> HttpResponse.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        MediaType.PLAIN_TEXT_UTF_8,
                        "the cluster does not run on this server at the moment\n"));
    }

    /// In constant time, so that an answer's delay tells nothing of a password.
    private static boolean matches(Monitoring known, BasicToken given) {
        return MessageDigest.isEqual(
                bytes(known.username() + ":" + known.password()), bytes(given.username() + ":" + given.password()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static HttpResponse unauthorized() {
        return HttpResponse.of(ResponseHeaders.of(
                HttpStatus.UNAUTHORIZED,
                HttpHeaderNames.WWW_AUTHENTICATE,
                "Basic realm=\"cluster metrics\", charset=\"UTF-8\""));
    }
}
