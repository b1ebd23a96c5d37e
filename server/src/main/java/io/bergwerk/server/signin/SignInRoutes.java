package io.bergwerk.server.signin;

import com.google.common.base.Strings;
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
import io.bergwerk.server.audit.Traces;
import io.bergwerk.server.invite.Invites;
import io.bergwerk.server.token.TokenService;
import io.grpc.Status;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/// The paths under `/auth`.
public final class SignInRoutes {
    /// Tries in a minute from one address; a code cannot be guessed anyway.
    static final int MAX_TRIES = 60;

    static final String LOCAL = "local";
    private static final String REDIRECT = "redirect-url";

    private final SignInCodes codes;
    private final ProviderSignIn elsewhere;
    private final Traces traces;
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
            ProviderSignIn elsewhere,
            Traces traces,
            TokenService tokens,
            RateLimiter limiter,
            URI console,
            boolean hasConsole,
            Function<ServiceRequestContext, String> clientAddress) {
        this.codes = codes;
        this.elsewhere = elsewhere;
        this.traces = traces;
        this.tokens = tokens;
        this.limiter = limiter;
        this.console = console;
        this.hasConsole = hasConsole;
        this.clientAddress = clientAddress;
    }

    public void install(ServerBuilder server) {
        server.route().get("/auth/{provider}").build(this::begin);
        server.route().get("/auth/{provider}/callback").build(this::comeBack);
        server.route().get("/auth/logout/{provider}").build(this::logout);
    }

    private HttpResponse begin(ServiceRequestContext context, HttpRequest request) {
        var name = provider(context);
        var provider = elsewhere.providers().find(name);
        if (provider.isEmpty() && !LOCAL.equals(name)) {
            return SignInPages.noSuchProvider();
        }
        var query = context.queryParams();
        var redirect = query.get(REDIRECT, "");
        var target = redirect.isEmpty() ? Optional.<RedirectTarget>empty() : RedirectTarget.of(redirect, console);
        if (target.isEmpty() && !redirect.isEmpty()) {
            return SignInPages.refusedTarget();
        }
        if (provider.isPresent()) {
            return blocking(context, () -> sendAway(context, request, provider.get(), target));
        }
        if (query.get("code", "").isBlank()) {
            return SignInPages.codeForm(redirect, "", elsewhere.providers().all(), HttpStatus.OK);
        }
        return blocking(context, () -> spend(context, query, target));
    }

    private HttpResponse sendAway(
            ServiceRequestContext context,
            HttpRequest request,
            SignInProvider provider,
            Optional<RedirectTarget> target) {
        if (isTooMany(clientAddress.apply(context))) {
            return SignInPages.tooMany();
        }
        var browser = elsewhere.cookie().readOrDraw(request.headers(), elsewhere.random());
        try {
            var redirect = target.map(known -> known.uri().toString()).orElse("");
            var address = elsewhere.begin(provider, browser, redirect, invite(context.queryParams(), redirect));
            return HttpResponse.of(seeOther(address.toString()).toBuilder()
                    .add(HttpHeaderNames.SET_COOKIE, elsewhere.cookie().header(browser))
                    .build());
        } catch (SignInException e) {
            return failed(provider, target, e.words());
        }
    }

    /// One that is named, or the one of a console's page to which the browser is to return.
    private static String invite(QueryParams query, String redirect) {
        var given = query.get("invite", redirect.substring(redirect.lastIndexOf('/') + 1));
        return Invites.isSecret(given) ? given : "";
    }

    private HttpResponse comeBack(ServiceRequestContext context, HttpRequest request) {
        return elsewhere
                .providers()
                .find(provider(context))
                .map(known -> blocking(context, () -> comeBack(context, request, known)))
                .orElseGet(SignInPages::noSuchProvider);
    }

    private HttpResponse comeBack(ServiceRequestContext context, HttpRequest request, SignInProvider provider) {
        var address = clientAddress.apply(context);
        if (isTooMany(address)) {
            return SignInPages.tooMany();
        }
        var query = context.queryParams();
        var attempt = elsewhere.spend(
                provider, query.get("state", ""), elsewhere.cookie().read(request.headers()));
        if (attempt.isEmpty()) {
            return SignInPages.strangeReturn(provider);
        }
        var target = Optional.of(attempt.get().redirect())
                .filter(text -> !text.isEmpty())
                .flatMap(text -> RedirectTarget.of(text, console));
        if (query.contains("error")) {
            record(provider.name(), Optional.empty(), address);
            return failed(provider, target, "%s did not sign you in.".formatted(provider.words()));
        }
        try {
            var issuer = Optional.ofNullable(query.get("iss"));
            var user = elsewhere.complete(provider, attempt.get(), query.get("code", ""), issuer);
            record(provider.name(), Optional.of(user), address);
            return finish(user, target);
        } catch (SignInException e) {
            record(provider.name(), Optional.empty(), address);
            return failed(provider, target, e.words());
        }
    }

    /// A waiting client is told; a person gets a page with another try.
    private HttpResponse failed(SignInProvider provider, Optional<RedirectTarget> target, String trouble) {
        return target.or(this::consoleTarget)
                .map(known -> HttpResponse.of(seeOther(known.with("error", trouble))))
                .orElseGet(() -> SignInPages.failed(provider, trouble));
    }

    private boolean isTooMany(String address) {
        try {
            limiter.countAttempt("sign-in", address, MAX_TRIES);
            return false;
        } catch (ApiException e) {
            return true;
        }
    }

    private static HttpResponse blocking(ServiceRequestContext context, Supplier<HttpResponse> answer) {
        return HttpResponse.of(CompletableFuture.supplyAsync(answer, context.blockingTaskExecutor()));
    }

    private static String provider(ServiceRequestContext context) {
        return Strings.nullToEmpty(context.pathParam("provider"));
    }

    private HttpResponse spend(ServiceRequestContext context, QueryParams query, Optional<RedirectTarget> target) {
        var address = clientAddress.apply(context);
        if (isTooMany(address)) {
            return SignInPages.tooMany();
        }
        var user = codes.spend(query.get("code", ""));
        record(LOCAL, user, address);
        return user.map(known -> finish(known, target)).orElseGet(() -> refuse(target));
    }

    private HttpResponse finish(UserLogin user, Optional<RedirectTarget> target) {
        var token = tokens.signIn(user);
        return target.or(this::consoleTarget)
                .map(known -> HttpResponse.of(seeOther(known.with("token", token.secret()))))
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
        return target.map(known -> HttpResponse.of(seeOther(known.with("error", trouble))))
                .orElseGet(() ->
                        SignInPages.codeForm("", trouble, elsewhere.providers().all(), HttpStatus.FORBIDDEN));
    }

    private HttpResponse logout(ServiceRequestContext context, HttpRequest request) {
        var name = provider(context);
        if (!LOCAL.equals(name) && elsewhere.providers().find(name).isEmpty()) {
            return SignInPages.noSuchProvider();
        }
        return SignInPages.signedOut();
    }

    private Optional<RedirectTarget> consoleTarget() {
        return hasConsole ? Optional.of(new RedirectTarget(console.resolve("/login/auth"))) : Optional.empty();
    }

    private void record(String provider, Optional<UserLogin> user, String address) {
        traces.record(
                user.map(UserLogin::value).orElse(""),
                "/auth/" + provider,
                address,
                user.isPresent() ? Status.Code.OK : Status.Code.UNAUTHENTICATED);
    }

    /// No cache may keep it and no page may read it as where it came from.
    private static ResponseHeaders seeOther(String location) {
        return ResponseHeaders.builder(HttpStatus.SEE_OTHER)
                .add(HttpHeaderNames.LOCATION, location)
                .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .add(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .build();
    }
}
