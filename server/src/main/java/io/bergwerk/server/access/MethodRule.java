package io.bergwerk.server.access;

import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.Scope;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Who may call a method, in the words of this package.
///
/// @param path the name of the permission: `/api.v1.ClusterService/Get`
/// @param chargeable what it makes costs money, so its project's tenant has to be admitted
public record MethodRule(
        String path,
        Scope scope,
        Set<TenantRole> tenantRoles,
        Set<ProjectRole> projectRoles,
        Set<AdminRole> adminRoles,
        boolean audited,
        boolean chargeable) {
    static MethodRule of(MethodPolicy policy) {
        return new MethodRule(
                policy.path(),
                policy.scope(),
                copy(policy.tenantRoles().stream().map(ProtoRoles::of).collect(Collectors.toSet()), TenantRole.class),
                copy(policy.projectRoles().stream().map(ProtoRoles::of).collect(Collectors.toSet()), ProjectRole.class),
                copy(policy.adminRoles().stream().map(ProtoRoles::of).collect(Collectors.toSet()), AdminRole.class),
                policy.audited(),
                policy.chargeable());
    }

    /// Enum sets, because these are asked on every call.
    private static <R extends Enum<R>> Set<R> copy(Set<R> roles, Class<R> type) {
        var copy = EnumSet.noneOf(type);
        copy.addAll(roles);
        return copy;
    }
}
