package io.bergwerk.server.start;

import com.linecorp.armeria.server.ServerBuilder;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.connect.TrustedProxies;
import io.bergwerk.server.access.AuditInterceptor;
import io.bergwerk.server.access.AuthenticationInterceptor;
import io.bergwerk.server.access.AuthorizationInterceptor;
import io.bergwerk.server.access.Authorizer;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.RateLimiter;
import io.bergwerk.server.access.StreamGuards;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.audit.AdminAuditApi;
import io.bergwerk.server.audit.AuditApi;
import io.bergwerk.server.audit.AuditExportApi;
import io.bergwerk.server.audit.AuditService;
import io.bergwerk.server.audit.Traces;
import io.bergwerk.server.cluster.ClustersInProject;
import io.bergwerk.server.invite.Invites;
import io.bergwerk.server.project.AdminProjectApi;
import io.bergwerk.server.project.ProjectAdministration;
import io.bergwerk.server.project.ProjectApi;
import io.bergwerk.server.project.ProjectInvites;
import io.bergwerk.server.project.ProjectMembers;
import io.bergwerk.server.project.ProjectService;
import io.bergwerk.server.rpc.CallerInterceptor;
import io.bergwerk.server.rpc.RequestInterceptor;
import io.bergwerk.server.rpc.RulesInterceptor;
import io.bergwerk.server.signin.AdminToken;
import io.bergwerk.server.signin.FirstUser;
import io.bergwerk.server.signin.ProviderSignIn;
import io.bergwerk.server.signin.SecretFile;
import io.bergwerk.server.signin.SignInApi;
import io.bergwerk.server.signin.SignInCodes;
import io.bergwerk.server.signin.SignInProviders;
import io.bergwerk.server.signin.SignInRoutes;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.tenant.AdminTenantApi;
import io.bergwerk.server.tenant.IdentityProvider;
import io.bergwerk.server.tenant.TenantAdministration;
import io.bergwerk.server.tenant.TenantApi;
import io.bergwerk.server.tenant.TenantInvites;
import io.bergwerk.server.tenant.TenantMembers;
import io.bergwerk.server.tenant.TenantService;
import io.bergwerk.server.token.AdminTokenApi;
import io.bergwerk.server.token.Administrators;
import io.bergwerk.server.token.ApiTokenApi;
import io.bergwerk.server.token.MethodApi;
import io.bergwerk.server.token.TokenApi;
import io.bergwerk.server.token.TokenUses;
import io.bergwerk.server.token.Tokens;
import io.bergwerk.server.user.SignUps;
import io.bergwerk.server.user.UserApi;
import io.bergwerk.server.user.UserService;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/// Everything about who calls and what they may do.
final class People {
    private static final String LOCAL = "@local";
    private static final Pattern LOCAL_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final Database database;
    private final MethodTable methods;
    private final Traces traces;
    private final InstantSource clock;
    private final Tokens tokens;
    private final RateLimiter limiter;
    private final Authorizer authorizer;
    private final StreamGuards guards;
    private final TenantService tenants;
    private final TenantMembers tenantMembers;
    private final TenantInvites tenantInvites;
    private final ProjectService projects;
    private final ProjectMembers projectMembers;
    private final ProjectInvites projectInvites;
    private final UserService users;
    private final ProviderSignIn elsewhere;
    private final SignInCodes codes;
    private final AdminToken adminToken;
    private final URI console;

    People(
            ServerConfig config,
            DataDirectory data,
            Storage storage,
            MethodTable methods,
            Traces traces,
            Installation.Surroundings around,
            URI url,
            URI console) {
        this.database = storage.database();
        var clock = around.clock();
        this.methods = methods;
        this.traces = traces;
        this.clock = clock;
        this.console = console;
        this.tokens = Tokens.of(
                database,
                methods,
                new Administrators(new TenantLogin(config.operator().tenant())),
                url.toString(),
                storage.notifications()::line,
                clock,
                around.ids());
        this.limiter = new RateLimiter(config.rateLimit(), clock);
        this.authorizer = Authorizer.of(database);
        this.guards = new StreamGuards(tokens.authenticator(), authorizer, clock);
        var invites = new Invites(clock, around.random());
        this.tenants = new TenantService(database, config.tenants(), tokens.changes(), clock, around.ids());
        this.tenantMembers = new TenantMembers(database, config.tenants(), tokens.changes(), clock);
        this.tenantInvites = new TenantInvites(database, config.tenants(), invites, tenantMembers);
        this.projects = new ProjectService(
                database, config.projects(), List.of(new ClustersInProject()), tokens.changes(), clock, around.ids());
        this.projectMembers = new ProjectMembers(database, config.projects(), tokens.changes(), clock);
        this.projectInvites = new ProjectInvites(database, config.projects(), invites, projectMembers);
        this.users = new UserService(database, tenants, projects, clock);
        var signUps =
                new SignUps(database, config.signIn().signUp(), invites, tenants, projects, tokens.service(), clock);
        this.elsewhere = new ProviderSignIn(
                database, SignInProviders.of(config.signIn(), clock), signUps, url, clock, around.random());
        this.codes = new SignInCodes(database, clock, around.random());
        this.adminToken = new AdminToken(
                new SecretFile(data.adminToken()),
                tokens.service(),
                tokens.authenticator(),
                methods,
                url.toString(),
                clock);
    }

    /// Makes the first user, their project, and the token for tools on this host, as far as they are not there.
    void ensureFirst() {
        adminToken.ensure(new FirstUser(users).ensure());
    }

    /// Hears what other servers change.
    AutoCloseable listen(Notifications notifications) {
        return notifications.listen(Tokens.TOPIC, tokens.changes());
    }

    /// To be written down from time to time, and closed before the database is.
    TokenUses tokenUses() {
        return tokens.uses();
    }

    List<BindableService> services() {
        return List.of(
                new UserApi(users),
                new TenantApi(tenants, tenantMembers, tenantInvites),
                new ProjectApi(projects, projectMembers, projectInvites),
                new TokenApi(tokens.service(), methods),
                new ApiTokenApi(tokens.service(), tokens.uses()),
                new MethodApi(methods),
                new SignInApi(elsewhere.providers(), tokens.service()),
                new AdminTenantApi(new TenantAdministration(database, tenantMembers)),
                new AdminProjectApi(new ProjectAdministration(database)),
                new AdminTokenApi(tokens.service()),
                new AuditApi(new AuditService(database), clock),
                new AdminAuditApi(new AuditService(database), clock),
                new AuditExportApi(new AuditService(database), clock));
    }

    /// Outermost first; the audit sees every end, the rules see only what is allowed.
    ServerInterceptor[] interceptors(RequestInterceptor request, RulesInterceptor rules) {
        var audit = new AuditInterceptor(methods, traces);
        return new ServerInterceptor[] {
            audit,
            request,
            new AuthenticationInterceptor(tokens.authenticator(), limiter, tokens.uses()),
            new CallerInterceptor(),
            new AuthorizationInterceptor(methods, authorizer, guards),
            rules,
            audit.beforeHandler()
        };
    }

    /// @param proxies whose word on a client's address is taken when its tries are counted
    void installSignIn(ServerBuilder server, TrustedProxies proxies) {
        new SignInRoutes(codes, elsewhere, traces, tokens.service(), limiter, console, false, proxies::clientAddress)
                .install(server);
    }

    /// A link that signs a user of the built-in sign-in in, once.
    ///
    /// @param name with or without `@local`
    /// @throws ApiException `INVALID_ARGUMENT` if it is no name of a local user, `NOT_FOUND` if nobody has it
    URI loginLink(URI base, String name) {
        var user = localUser(name);
        if (!users.exists(user)) {
            throw ApiException.notFound(
                    "user %s: no such user (make them with ./bergwerk user add %s)".formatted(user, name));
        }
        return link(base, user);
    }

    /// Makes a user of the built-in sign-in, whoever else may sign up; answers a link that signs them in, once.
    ///
    /// @param name with or without `@local`
    /// @throws ApiException `INVALID_ARGUMENT` if it is no name of a local user, `ALREADY_EXISTS` if it is taken
    URI addUser(URI base, String name) {
        var user = localUser(name);
        if (users.exists(user)) {
            throw ApiException.of(
                    ErrorCode.ALREADY_EXISTS,
                    "user %s: is there already (a link for them: ./bergwerk login-link %s)".formatted(user, name));
        }
        users.ensure(user, IdentityProvider.OIDC, nameOf(user), "", tenants.admitsAll());
        return link(base, user);
    }

    private static UserLogin localUser(String name) {
        var local = name.endsWith(LOCAL) ? name.substring(0, name.length() - LOCAL.length()) : name;
        if (!LOCAL_NAME.matcher(local).matches()) {
            throw ApiException.invalid(
                    "name", name, "1 to 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit");
        }
        return new UserLogin(local + LOCAL);
    }

    private static String nameOf(UserLogin local) {
        return local.value().substring(0, local.value().length() - LOCAL.length());
    }

    private URI link(URI base, UserLogin user) {
        return base.resolve("/auth/local?code=" + codes.create(user));
    }

    /// Whether this is the token for tools on this host, whose owner may make login links.
    boolean ownsHost(String token) {
        return FirstUser.LOGIN.equals(
                tokens.authenticator().authenticate(token).caller().user());
    }

    MethodTable methods() {
        return methods;
    }
}
