package io.bergwerk.server.access;

import io.bergwerk.common.ProjectId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an API token was given when it was made. What it may do is never more than its user may do now.
///
/// @param permissions methods by subject; a subject is a tenant's login or a project's uuid in lower case
public record Grants(
        Map<String, Set<String>> permissions,
        Map<ProjectId, ProjectRole> projectRoles,
        Map<TenantLogin, TenantRole> tenantRoles,
        Optional<AdminRole> adminRole) {
    public static final Grants NONE = new Grants(Map.of(), Map.of(), Map.of(), Optional.empty());

    public Grants {
        var sorted = new TreeMap<String, Set<String>>();
        permissions.forEach((subject, methods) -> sorted.put(subject, new TreeSet<>(methods)));
        permissions = java.util.Collections.unmodifiableMap(sorted);
        projectRoles = Map.copyOf(projectRoles);
        tenantRoles = Map.copyOf(tenantRoles);
    }

    /// Whether these methods are granted on this very subject.
    boolean names(String subject, String path) {
        return permissions.getOrDefault(subject, Set.of()).contains(path);
    }

    /// Whether a method is granted on any subject.
    boolean names(String path) {
        return permissions.values().stream().anyMatch(methods -> methods.contains(path));
    }
}
