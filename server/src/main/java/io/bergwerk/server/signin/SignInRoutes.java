package io.bergwerk.server.signin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.RateLimiter;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.token.TokenService;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The paths under `/auth`.
public final class SignInRoutes {
    /// Tries of codes in a minute from one address; a code cannot be guessed anyway.
    static final int MAX_TRIES = 60;

    private static final Logger audit = LoggerFactory.getLogger("audit");
    private static final String LOCAL = "local";
    private static final String REDIRECT = "redirect-url";

    private final SignInCodes codes;
    private final TokenService tokens;
    private final RateLimiter limiter;
    private final URI console;
    private final boolean hasConsole;
    private final Function<ServiceRequestContext, String> clientAddress;

    /// @param console its origin; targets there are fine
    /// @param hasConsole whether there is one to go to when the client names no target
    /// @param clientAddress without a port; empty if it cannot be known
    public SignInRoutes(
            SignInCodes codes,
            TokenService tokens,
            RateLimiter limiter,
            URI console,
            boolean hasConsole,
            Function<ServiceRequestContext, String> clientAddress) {
        this.codes = codes;
        this.tokens = tokens;
        this.limiter = limiter;
        this.console = console;
        this.hasConsole = hasConsole;
        this.clientAddress = clientAddress;
    }

    public void install(ServerBuilder server) {
        server.route().get("/auth/{provider}").build(this::begin);
        server.route().get("/auth/logout/{provider}").build(this::logout);
    }

    private HttpResponse begin(ServiceRequestContext context, HttpRequest request) {
        if (!LOCAL.equals(context.pathParam("provider"))) {
            return SignInPages.noSuchProvider();
        }
        var query = context.queryParams();
        var redirect = query.get(REDIRECT, "");
        var target = redirect.isEmpty() ? Optional.<RedirectTarget>empty() : RedirectTarget.of(redirect, console);
        if (target.isEmpty() && !redirect.isEmpty()) {
            return SignInPages.refusedTarget();
        }
        if (query.get("code", "").isBlank()) {
            return SignInPages.codeForm(redirect, "", HttpStatus.OK);
        }
        return HttpResponse.of(
                CompletableFuture.supplyAsync(() -> spend(context, query, target), context.blockingTaskExecutor()));
    }

    private HttpResponse spend(ServiceRequestContext context, QueryParams query, Optional<RedirectTarget> target) {
        var address = clientAddress.apply(context);
        try {
            limiter.countAttempt("sign-in", address, MAX_TRIES);
        } catch (ApiException e) {
            return SignInPages.tooMany();
        }
        var user = codes.spend(query.get("code", ""));
        record(user, address);
        return user.map(known -> finish(known, target)).orElseGet(() -> refuse(target));
    }

    private HttpResponse finish(UserLogin user, Optional<RedirectTarget> target) {
        var token = tokens.signIn(user);
        return target.or(this::consoleTarget)
                .map(known -> seeOther(known.with("token", token.secret())))
                .orElseGet(() -> withoutConsole(user, token.token().id()));
    }

    /// The page cannot hand the token over, so it does not stay.
    private HttpResponse withoutConsole(UserLogin user, UUID token) {
        tokens.revoke(user, token);
        return SignInPages.signedIn(user);
    }

    /// A waiting client is told; a person gets another try.
    private HttpResponse refuse(Optional<RedirectTarget> target) {
        var trouble = "The code is unknown, spent or older than 15 minutes.";
        return target.map(known -> seeOther(known.with("error", trouble)))
                .orElseGet(() -> SignInPages.codeForm("", trouble, HttpStatus.FORBIDDEN));
    }

    private HttpResponse logout(ServiceRequestContext context, HttpRequest request) {
        if (!LOCAL.equals(context.pathParam("provider"))) {
            return SignInPages.noSuchProvider();
        }
        return SignInPages.signedOut();
    }

    private Optional<RedirectTarget> consoleTarget() {
        return hasConsole ? Optional.of(new RedirectTarget(console.resolve("/login/auth"))) : Optional.empty();
    }

    private static void record(Optional<UserLogin> user, String address) {
        audit.atInfo()
                .addKeyValue("user", user.map(UserLogin::value).orElse(""))
                .addKeyValue("tenant", user.map(UserLogin::value).orElse(""))
                .addKeyValue("method", "/auth/local")
                .addKeyValue("sourceIp", address)
                .addKeyValue("result", user.isPresent() ? "OK" : "UNAUTHENTICATED")
                .log("sign-in ended");
    }

    /// No cache may keep it and no page may read it as where it came from.
    private static HttpResponse seeOther(String location) {
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.SEE_OTHER)
                .add(HttpHeaderNames.LOCATION, location)
                .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .add(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .build());
    }
}
