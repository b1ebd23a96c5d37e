package io.bergwerk.server.token;

import io.bergwerk.api.v1.MethodPermission;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ProjectId;
import io.bergwerk.common.Texts;
import io.bergwerk.common.Uuids;
import io.bergwerk.server.access.MethodRule;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads the rights of a token out of a request and refuses what means nothing, whoever asks.
final class GrantReader {
    /// Of permissions and of role entries each; a token with more has lost its purpose.
    static final int MAX_ENTRIES = 500;

    private static final int MIN_SUBJECT = 3;
    private static final int MAX_SUBJECT = 128;

    private final MethodTable methods;

    GrantReader(MethodTable methods) {
        this.methods = methods;
    }

    /// Permissions on the same subject become one.
    Map<String, Set<String>> permissions(List<MethodPermission> permissions) {
        requireFew("permissions", permissions.size());
        var read = new TreeMap<String, Set<String>>();
        for (int i = 0; i < permissions.size(); i++) {
            var permission = permissions.get(i);
            var field = "permissions[" + i + "]";
            var subject = subject(field + ".subject", permission.getSubject());
            var paths = read.computeIfAbsent(subject, _ -> new TreeSet<>());
            for (int k = 0; k < permission.getMethodsCount(); k++) {
                paths.add(method(field + ".methods[" + k + "]", subject, permission.getMethods(k)));
            }
        }
        return read;
    }

    Map<ProjectId, ProjectRole> projectRoles(Map<String, io.bergwerk.api.v1.ProjectRole> roles) {
        requireFew("project_roles", roles.size());
        var read = new HashMap<ProjectId, ProjectRole>();
        roles.forEach((key, role) -> {
            var field = field("project_roles", key);
            var project = ProjectId.parse(field, key);
            if (role == io.bergwerk.api.v1.ProjectRole.PROJECT_ROLE_UNSPECIFIED
                    || role == io.bergwerk.api.v1.ProjectRole.UNRECOGNIZED) {
                throw ApiException.invalid(field, role, "owner, editor or viewer");
            }
            if (read.put(project, ProtoRoles.of(role)) != null) {
                throw ApiException.invalid(field, key, "each project once");
            }
        });
        return read;
    }

    Map<TenantLogin, TenantRole> tenantRoles(Map<String, io.bergwerk.api.v1.TenantRole> roles) {
        requireFew("tenant_roles", roles.size());
        var read = new HashMap<TenantLogin, TenantRole>();
        roles.forEach((key, role) -> {
            var field = field("tenant_roles", key);
            var tenant = new TenantLogin(subject(field, key));
            if (role == io.bergwerk.api.v1.TenantRole.TENANT_ROLE_UNSPECIFIED
                    || role == io.bergwerk.api.v1.TenantRole.UNRECOGNIZED) {
                throw ApiException.invalid(field, role, "owner, editor, viewer or guest");
            }
            read.put(tenant, ProtoRoles.of(role));
        });
        return read;
    }

    private String method(String field, String subject, String path) {
        var rule = methods.find(path)
                .orElseThrow(() -> ApiException.invalid(field, path, "a method of MethodService/List"));
        if (!fits(rule, subject)) {
            throw ApiException.invalid(field, path, Uuids.isUuid(subject) ? "a project method" : "a tenant method");
        }
        return path;
    }

    /// Self and public methods have no subject, so they may stand beside any.
    private static boolean fits(MethodRule rule, String subject) {
        return switch (rule.scope()) {
            case PUBLIC, SELF -> true;
            case PROJECT -> Uuids.isUuid(subject);
            case TENANT -> !Uuids.isUuid(subject);
            case ADMIN -> false;
        };
    }

    private static String subject(String field, String text) {
        if (text.length() < MIN_SUBJECT || text.length() > MAX_SUBJECT) {
            throw ApiException.invalid(field, text, "a project's uuid or a tenant's login, 3 to 128 characters");
        }
        return Uuids.isUuid(text) ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static String field(String name, String key) {
        return name + "[\"" + Texts.cut(key, MAX_SUBJECT) + "\"]";
    }

    private static void requireFew(String field, int given) {
        if (given > MAX_ENTRIES) {
            throw ApiException.invalid(field, given + " entries", "at most " + MAX_ENTRIES);
        }
    }
}
