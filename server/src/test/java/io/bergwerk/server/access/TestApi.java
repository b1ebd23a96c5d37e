package io.bergwerk.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.server.Server;
import io.bergwerk.api.OwnContract;
import io.bergwerk.common.RandomIds;
import io.bergwerk.connect.RpcRoutes;
import io.bergwerk.connect.RpcServer;
import io.bergwerk.server.audit.AdminAuditApi;
import io.bergwerk.server.audit.AuditApi;
import io.bergwerk.server.audit.AuditConfig;
import io.bergwerk.server.audit.AuditExportApi;
import io.bergwerk.server.audit.AuditService;
import io.bergwerk.server.audit.TraceDays;
import io.bergwerk.server.audit.Traces;
import io.bergwerk.server.cluster.ClustersInProject;
import io.bergwerk.server.invite.Invites;
import io.bergwerk.server.project.AdminProjectApi;
import io.bergwerk.server.project.ProjectAdministration;
import io.bergwerk.server.project.ProjectApi;
import io.bergwerk.server.project.ProjectConfig;
import io.bergwerk.server.project.ProjectInvites;
import io.bergwerk.server.project.ProjectMembers;
import io.bergwerk.server.project.ProjectService;
import io.bergwerk.server.rpc.MessageRules;
import io.bergwerk.server.rpc.RequestInterceptor;
import io.bergwerk.server.rpc.RulesInterceptor;
import io.bergwerk.server.signin.ProviderSignIn;
import io.bergwerk.server.signin.SignInApi;
import io.bergwerk.server.signin.SignInCodes;
import io.bergwerk.server.signin.SignInConfig;
import io.bergwerk.server.signin.SignInProviders;
import io.bergwerk.server.signin.SignInRoutes;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.tenant.AdminTenantApi;
import io.bergwerk.server.tenant.IdentityProvider;
import io.bergwerk.server.tenant.TenantAdministration;
import io.bergwerk.server.tenant.TenantApi;
import io.bergwerk.server.tenant.TenantConfig;
import io.bergwerk.server.tenant.TenantInvites;
import io.bergwerk.server.tenant.TenantMembers;
import io.bergwerk.server.tenant.TenantService;
import io.bergwerk.server.token.AdminTokenApi;
import io.bergwerk.server.token.Administrators;
import io.bergwerk.server.token.ApiTokenApi;
import io.bergwerk.server.token.MethodApi;
import io.bergwerk.server.token.TokenApi;
import io.bergwerk.server.token.Tokens;
import io.bergwerk.server.user.SignUps;
import io.bergwerk.server.user.UserApi;
import io.bergwerk.server.user.UserService;
import io.bergwerk.server.work.WorkQueueApi;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A server with everything about callers and their rights, on a real database and a real port.
///
/// Everything else of the API is offered without being built: a call that is let through answers 501, one that is not
/// 403.
public final class TestApi implements AutoCloseable {
    public static final String URL = "https://api.bergwerk.test";
    /// Small enough to be used up by a test.
    public static final TenantConfig TENANTS = new TenantConfig(TenantConfig.Admission.OPEN, 3, 5, 4);

    public static final ProjectConfig PROJECTS = new ProjectConfig(10, 5, 4);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MessageRules RULES = new MessageRules();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Server server;
    private final Traces traces;
    private final Tokens tokens;
    private final UserService users;
    private final SignInCodes codes;
    private final MethodTable methods = MethodTable.ofMethods(OwnContract.withPublicMethods());

    /// What a call was answered.
    ///
    /// @param status of HTTP, which stands for the code: 200, 400 invalid, 401, 403, 404, 409, 429, 501
    public record Answer(int status, JsonNode body) {
        public String message() {
            return body.path("message").asText();
        }
    }

    private TestApi(
            Database database,
            Notifications notifications,
            InstantSource clock,
            RateLimitConfig limits,
            String url,
            SignInConfig signIn) {
        var ids = new RandomIds(clock, new SecureRandom());
        tokens = Tokens.of(
                database,
                methods,
                new Administrators(new TenantLogin("op@local")),
                url,
                notifications::line,
                clock,
                ids);
        var _ = notifications.listen(Tokens.TOPIC, tokens.changes());
        var changes = tokens.changes();
        var invites = new Invites(clock, new SecureRandom());
        var tenants = new TenantService(database, TENANTS, changes, clock, ids);
        var tenantMembers = new TenantMembers(database, TENANTS, changes, clock);
        var projects = new ProjectService(database, PROJECTS, List.of(new ClustersInProject()), changes, clock, ids);
        var projectMembers = new ProjectMembers(database, PROJECTS, changes, clock);
        users = new UserService(database, tenants, projects, clock);
        codes = new SignInCodes(database, clock, new SecureRandom());
        var limiter = new RateLimiter(limits, clock);
        var authorizer = Authorizer.of(database);
        traces = Traces.start(
                database, new TraceDays(database, AuditConfig.DEFAULT, clock), AuditConfig.DEFAULT, clock, ids);
        var audit = new AuditInterceptor(methods, traces);
        var providers = SignInProviders.of(signIn, clock);
        var builder = RpcRoutes.builder();
        UnbuiltServices.all().forEach(builder::addService);
        var routes = builder.addService(new UserApi(users))
                .addService(new TenantApi(
                        tenants, tenantMembers, new TenantInvites(database, TENANTS, invites, tenantMembers)))
                .addService(new ProjectApi(
                        projects, projectMembers, new ProjectInvites(database, PROJECTS, invites, projectMembers)))
                .addService(new TokenApi(tokens.service(), methods))
                .addService(new ApiTokenApi(tokens.service(), tokens.uses()))
                .addService(new MethodApi(methods))
                .addService(new AdminTenantApi(new TenantAdministration(database, tenantMembers)))
                .addService(new AdminProjectApi(new ProjectAdministration(database)))
                .addService(new AdminTokenApi(tokens.service()))
                .addService(new SignInApi(providers, tokens.service()))
                .addService(new WorkQueueApi(database))
                .addService(new AuditApi(new AuditService(database), clock))
                .addService(new AdminAuditApi(new AuditService(database), clock))
                .addService(new AuditExportApi(new AuditService(database), clock))
                .interceptors(
                        audit,
                        new RequestInterceptor(new SimpleMeterRegistry(), System::nanoTime),
                        new AuthenticationInterceptor(tokens.authenticator(), limiter, tokens.uses()),
                        new AuthorizationInterceptor(
                                methods, authorizer, new StreamGuards(tokens.authenticator(), authorizer, clock)),
                        new RulesInterceptor(RULES),
                        audit.beforeHandler())
                .build();
        methods.requireAll(routes.services());
        var server = Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        RpcServer.configure(server, routes, List.of(), Duration.ofSeconds(1));
        var signUps = new SignUps(database, signIn.signUp(), invites, tenants, projects, tokens.service(), clock);
        var elsewhere = new ProviderSignIn(database, providers, signUps, URI.create(url), clock, new SecureRandom());
        new SignInRoutes(
                        codes,
                        elsewhere,
                        traces,
                        tokens.service(),
                        limiter,
                        URI.create("https://console.bergwerk.test"),
                        true,
                        _ -> "203.0.113.7")
                .install(server);
        this.server = server.build();
        this.server.start().join();
    }

    public static TestApi start(Database database, Notifications notifications, InstantSource clock) {
        return start(database, notifications, clock, RateLimitConfig.NONE, URL);
    }

    public static TestApi start(
            Database database, Notifications notifications, InstantSource clock, RateLimitConfig limits, String url) {
        return new TestApi(database, notifications, clock, limits, url, SignInConfig.DEFAULT);
    }

    public static TestApi start(
            Database database, Notifications notifications, InstantSource clock, SignInConfig signIn) {
        return new TestApi(database, notifications, clock, RateLimitConfig.NONE, URL, signIn);
    }

    public Tokens tokens() {
        return tokens;
    }

    public UserService users() {
        return users;
    }

    public SignInCodes codes() {
        return codes;
    }

    /// Makes the user if need be, and answers the id of their default project.
    public String user(String login) {
        return users.ensure(new UserLogin(login), IdentityProvider.OIDC, login, login + ".test", true)
                .id()
                .toString();
    }

    /// A console token.
    public String signIn(String login) {
        return tokens.service().signIn(new UserLogin(login)).secret();
    }

    /// An API token made with another token; fails unless it is made.
    public String token(String with, String rights) {
        var answer = call(with, "api.v1.TokenService/Create", "{\"description\":\"a test\"" + rights + "}");
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        return answer.body().path("secret").asText();
    }

    public Answer call(String token, String method, String json) {
        var request = HttpRequest.newBuilder(uri("/" + method))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        var answer = send(request.build());
        try {
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    /// Opens a stream over Connect and HTTP/1.1; the body has envelopes, and nobody has read any of it yet.
    public InputStream stream(String token, String method, String json) {
        var message = json.getBytes(StandardCharsets.UTF_8);
        var envelope = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message);
        var request = HttpRequest.newBuilder(uri("/" + method))
                .version(HttpClient.Version.HTTP_1_1)
                .header("content-type", "application/connect+json")
                .header("authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofByteArray(envelope.array()));
        return send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    /// Does not follow redirects.
    ///
    /// @param headers names and values
    public HttpResponse<String> get(String pathAndQuery, String... headers) {
        var request = HttpRequest.newBuilder(uri(pathAndQuery)).GET();
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    @Override
    public void close() {
        var _ = server.stop(); // which takes two seconds until all its threads are gone; no test leaves a call behind
        traces.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.activeLocalPort() + path);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return CLIENT.send(request, body);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
