package io.bergwerk.server.signin;

import io.bergwerk.api.Scope;
import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.Authenticator;
import io.bergwerk.server.access.Caller;
import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.MethodRule;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.Rights;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.project.Project;
import io.bergwerk.server.token.NewToken;
import io.bergwerk.server.token.TokenService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The API token of the first user that lies in the data directory, for tools on the same machine.
///
/// It may do everything on the user's tenant and default project, and all that users may do about themselves,
/// so it can make narrower tokens. It lives as long as a token may and is renewed half a year before its end.
public final class AdminToken {
    private static final Logger log = LoggerFactory.getLogger(AdminToken.class);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(183);

    private final SecretFile file;
    private final TokenService tokens;
    private final Authenticator authenticator;
    private final MethodTable methods;
    private final String issuer;
    private final InstantSource clock;

    /// @param file `admin.token` in the data directory
    /// @param issuer the API's address now; a token that names another one is replaced, as tools read it there
    public AdminToken(
            SecretFile file,
            TokenService tokens,
            Authenticator authenticator,
            MethodTable methods,
            String issuer,
            InstantSource clock) {
        this.file = file;
        this.tokens = tokens;
        this.authenticator = authenticator;
        this.methods = methods;
        this.issuer = issuer;
        this.clock = clock;
    }

    /// Makes or renews the file if need be. To be called at start and once a day.
    ///
    /// @param project the first user's default project
    public void ensure(Project project) {
        var grants = grants(project);
        var present = file.read().flatMap(this::rights);
        if (present.filter(rights -> isGood(rights, grants)).isPresent()) {
            return;
        }
        var wanted = new NewToken("admin.token of this server, for tools", grants, NewToken.MAX_LIFE);
        var issued = tokens.issueForServer(FirstUser.LOGIN, wanted);
        file.write(issued.secret());
        present.map(Rights::caller).ifPresent(this::revoke);
        log.atInfo()
                .addKeyValue("token", issued.token().id())
                .addKeyValue("expiresAt", issued.token().expiresAt())
                .log("admin token written");
    }

    private Optional<Rights> rights(String secret) {
        try {
            return Optional.of(authenticator.authenticate(secret));
        } catch (ApiException e) {
            log.atInfo().log("the admin token does not hold any more and is replaced: {}", e.publicMessage());
            return Optional.empty();
        }
    }

    private boolean isGood(Rights rights, Grants grants) {
        return rights.caller().user().equals(FirstUser.LOGIN)
                && rights.grants().equals(grants)
                && tokens.find(rights.caller().token())
                        .filter(token -> token.issuer().equals(issuer))
                        .isPresent()
                && clock.instant().plus(RENEWED_BEFORE).isBefore(rights.caller().expiresAt());
    }

    private void revoke(Caller.SignedIn replaced) {
        tokens.revoke(replaced.user(), replaced.token());
    }

    private Grants grants(Project project) {
        var tenant = FirstUser.LOGIN.personalTenant();
        Set<String> selfMethods = methods.all().stream()
                .filter(rule -> rule.scope() == Scope.SELF)
                .map(MethodRule::path)
                .collect(Collectors.toSet());
        return new Grants(
                Map.of(tenant.value(), selfMethods),
                Map.of(project.id(), ProjectRole.OWNER),
                Map.of(tenant, TenantRole.OWNER),
                Optional.empty());
    }
}
