package io.bergwerk.e2e;

import io.bergwerk.api.v1.AdminRole;
import io.bergwerk.api.v1.ProjectRole;
import io.bergwerk.api.v1.TenantRole;
import io.bergwerk.e2e.MatrixCaller.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Everybody who calls in the role matrix: Alice, whose tenant and project it is about, and all the others.
final class MatrixCast {
    /// Long enough ago for the shortest of tokens to have run out by now.
    static final Duration AGO = Duration.ofMinutes(20);

    static final String PROJECT_METHOD = "/api.v1.ClusterService/List";
    static final String TENANT_METHOD = "/api.v1.TenantService/Get";
    static final String SELF_METHOD = "/api.v1.TokenService/List";

    private final SignIn signIn;
    private final Account alice;
    private final List<MatrixCaller> callers = new ArrayList<>();

    private MatrixCast(Installation installation) {
        signIn = new SignIn(installation);
        alice = signedIn("alice");
    }

    /// Has them all sign in, join and get their tokens, at an installation whose clock is late by [#AGO].
    static MatrixCast assemble(Installation installation) {
        var cast = new MatrixCast(installation);
        cast.outsiders(installation);
        cast.members();
        cast.tokens();
        cast.administrators();
        return cast;
    }

    List<MatrixCaller> callers() {
        return List.copyOf(callers);
    }

    Account alice() {
        return alice;
    }

    /// In whose tenant nobody else is.
    Account foreign() {
        return signedIn("carol");
    }

    private void outsiders(Installation installation) {
        callers.add(MatrixCaller.of("nobody: no token", Kind.NOBODY, installation.anonymous()));
        var expired = alice.token("\"expires\": \"600s\", " + ownerRoles());
        callers.add(MatrixCaller.of("token of Alice that has expired", Kind.REFUSED, expired));
        var revoked = alice.token(ownerRoles());
        revoke(revoked);
        callers.add(MatrixCaller.of("token of Alice that is revoked", Kind.REFUSED, revoked));
        callers.add(
                MatrixCaller.of("stranger", Kind.CONSOLE, signedIn("stranger").api()));
    }

    private void members() {
        var another = alice.api()
                .call("api.v1.ProjectService/Create", """
                        {"login": "%s", "name": "another", "description": "of Alice"}""".formatted(alice.login()))
                .ok()
                .at("/project/uuid")
                .asText();
        callers.add(MatrixCaller.of(
                        "guest of the tenant, by another project of it",
                        Kind.CONSOLE,
                        joined("guest", another, ProjectRole.PROJECT_ROLE_VIEWER))
                .as(TenantRole.TENANT_ROLE_GUEST));
        for (var role : projectRoles()) {
            var words = word(role.name());
            callers.add(MatrixCaller.of(words + " of the project", Kind.CONSOLE, joined(words, alice.project(), role))
                    .as(TenantRole.TENANT_ROLE_GUEST)
                    .as(role));
        }
        for (var role : tenantRoles()) {
            var words = word(role.name());
            var api = signedIn("tenant-" + words).api();
            var secret = alice.api()
                    .call("api.v1.TenantService/Invite", """
                            {"login": "%s", "role": "%s"}""".formatted(alice.login(), role))
                    .ok()
                    .at("/invite/secret")
                    .asText();
            api.call("api.v1.TenantService/InviteAccept", "{\"secret\": \"%s\"}".formatted(secret))
                    .ok();
            callers.add(MatrixCaller.of(words + " of the tenant, who inherits that in the project", Kind.CONSOLE, api)
                    .as(role)
                    .as(ProjectRole.forNumber(role.getNumber())));
        }
    }

    private void tokens() {
        callers.add(
                MatrixCaller.of("token of Alice without any right", Kind.API, alice.token("\"expires\": \"3600s\"")));
        var permissions = """
                "permissions": [{"subject": "%s", "methods": ["%s", "%s"]}, {"subject": "%s", "methods": ["%s"]}]""".formatted(alice.project(), PROJECT_METHOD, SELF_METHOD, alice.login(), TENANT_METHOD);
        callers.add(MatrixCaller.of("token of Alice with three permissions", Kind.API, alice.token(permissions))
                .with(PROJECT_METHOD, TENANT_METHOD, SELF_METHOD));
        for (var role : projectRoles()) {
            callers.add(MatrixCaller.of(
                            "token of Alice as %s of the project".formatted(word(role.name())),
                            Kind.API,
                            alice.token(projectRole(role)))
                    .as(role));
        }
        for (var role : tenantRoles()) {
            callers.add(MatrixCaller.of(
                            "token of Alice as %s of the tenant".formatted(word(role.name())),
                            Kind.API,
                            alice.token(tenantRole(role)))
                    .as(role));
        }
        var owner = ProjectRole.PROJECT_ROLE_OWNER;
        joined("demoted", alice.project(), owner);
        var demoted = signedIn("demoted").token(projectRole(owner));
        onMember("UpdateMember", "demoted", ", \"role\": \"PROJECT_ROLE_VIEWER\"");
        callers.add(MatrixCaller.of("owner's token of somebody who is viewer of the project now", Kind.API, demoted)
                .as(ProjectRole.PROJECT_ROLE_VIEWER));
        joined("removed", alice.project(), owner);
        var removed = signedIn("removed").token(projectRole(owner));
        onMember("RemoveMember", "removed", "");
        callers.add(MatrixCaller.of("owner's token of somebody who was removed from the project", Kind.API, removed));
    }

    private void administrators() {
        var operator = signedIn("admin");
        callers.add(MatrixCaller.of("administrator without an admin role", Kind.CONSOLE, operator.api()));
        for (var role : List.of(AdminRole.ADMIN_ROLE_VIEWER, AdminRole.ADMIN_ROLE_EDITOR)) {
            callers.add(MatrixCaller.of(
                            "token with admin role " + word(role.name()),
                            Kind.API,
                            operator.token("\"adminRole\": \"%s\"".formatted(role)))
                    .as(role));
        }
    }

    private Account signedIn(String name) {
        return new Account(signIn.as(name));
    }

    private Api joined(String name, String project, ProjectRole role) {
        var api = signedIn(name).api();
        var secret = alice.api()
                .call("api.v1.ProjectService/Invite", """
                        {"project": "%s", "role": "%s"}""".formatted(project, role))
                .ok()
                .at("/invite/secret")
                .asText();
        api.call("api.v1.ProjectService/InviteAccept", "{\"secret\": \"%s\"}".formatted(secret))
                .ok();
        return api;
    }

    private void onMember(String method, String name, String more) {
        alice.onProject("api.v1.ProjectService/" + method, "\"memberId\": \"%s@local\"%s".formatted(name, more))
                .ok();
    }

    private void revoke(Api token) {
        var own = alice.api().call("api.v1.TokenService/List", "{}").ok().path("tokens");
        var newest = own.get(0).path("uuid").asText();
        alice.api()
                .call("api.v1.TokenService/Revoke", "{\"uuid\": \"%s\"}".formatted(newest))
                .ok();
        if (token.call("api.v1.UserService/Get", "{}").status() != 401) {
            throw new AssertionError("revoked another token than the newest");
        }
    }

    private String ownerRoles() {
        return projectRole(ProjectRole.PROJECT_ROLE_OWNER) + ", " + tenantRole(TenantRole.TENANT_ROLE_OWNER);
    }

    private String projectRole(ProjectRole role) {
        return "\"projectRoles\": {\"%s\": \"%s\"}".formatted(alice.project(), role);
    }

    private String tenantRole(TenantRole role) {
        return "\"tenantRoles\": {\"%s\": \"%s\"}".formatted(alice.login(), role);
    }

    private static List<ProjectRole> projectRoles() {
        return List.of(
                ProjectRole.PROJECT_ROLE_VIEWER, ProjectRole.PROJECT_ROLE_EDITOR, ProjectRole.PROJECT_ROLE_OWNER);
    }

    private static List<TenantRole> tenantRoles() {
        return List.of(TenantRole.TENANT_ROLE_VIEWER, TenantRole.TENANT_ROLE_EDITOR, TenantRole.TENANT_ROLE_OWNER);
    }

    private static String word(String role) {
        return role.substring(role.lastIndexOf('_') + 1).toLowerCase(Locale.ROOT);
    }
}
