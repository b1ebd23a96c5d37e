package io.bergwerk.server.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// Grants as their columns hold them: three JSON objects and a name.
record StoredGrants(String permissions, String projectRoles, String tenantRoles, Optional<String> adminRole) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Set<String>>> SETS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> NAMES = new TypeReference<>() {};

    static StoredGrants of(Grants grants) {
        var projects = new TreeMap<String, String>();
        grants.projectRoles().forEach((project, role) -> projects.put(project.toString(), role.name()));
        var tenants = new TreeMap<String, String>();
        grants.tenantRoles().forEach((tenant, role) -> tenants.put(tenant.value(), role.name()));
        return new StoredGrants(
                write(grants.permissions()),
                write(projects),
                write(tenants),
                grants.adminRole().map(Enum::name));
    }

    Grants read() {
        try {
            return new Grants(
                    JSON.readValue(permissions, SETS),
                    JSON.readValue(projectRoles, NAMES).entrySet().stream()
                            .collect(Collectors.toMap(
                                    entry -> new ProjectId(UUID.fromString(entry.getKey())),
                                    entry -> ProjectRole.valueOf(entry.getValue()))),
                    JSON.readValue(tenantRoles, NAMES).entrySet().stream()
                            .collect(Collectors.toMap(
                                    entry -> new TenantLogin(entry.getKey()),
                                    entry -> TenantRole.valueOf(entry.getValue()))),
                    adminRole.map(AdminRole::valueOf));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a token's rights cannot be read", e);
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a token's rights cannot be written", e);
        }
    }
}
