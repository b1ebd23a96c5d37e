package io.bergwerk.api;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.bergwerk.api.v1.AdminRole;
import io.bergwerk.api.v1.ProjectRole;
import io.bergwerk.api.v1.TenantRole;
import java.util.Optional;
import java.util.Set;

/// Who may call a method and what happens around the call, read from the options of its own RPC.
///
/// Only the role set of its scope has entries; it is complete, so a role that is not in it is refused.
///
/// @param path the URL path, which is the name of the permission too: `/api.v1.ClusterService/Get`
/// @param tenantRoles the roles in the tenant that may call it; empty unless the scope is [Scope#TENANT]
/// @param projectRoles the roles in the project that may call it; empty unless the scope is [Scope#PROJECT]
/// @param adminRoles the administrators that may call it; empty unless the scope is [Scope#ADMIN]
/// @param audited whether each call leaves a trace; the default of an RPC that says nothing
/// @param chargeable whether the call may cost money, so that admission and payment are asked for first
public record MethodPolicy(
        String path,
        Scope scope,
        Set<TenantRole> tenantRoles,
        Set<ProjectRole> projectRoles,
        Set<AdminRole> adminRoles,
        boolean audited,
        boolean chargeable) {
    public MethodPolicy {
        tenantRoles = Set.copyOf(tenantRoles);
        projectRoles = Set.copyOf(projectRoles);
        adminRoles = Set.copyOf(adminRoles);
    }

    /// Reads the policy of a method of any package that carries the options of `api.v1`.
    ///
    /// @throws IllegalStateException naming the method, when its options give no scope or more than one, or a role
    ///     that means nothing, or when its request lacks the field that the scope takes the subject from
    public static MethodPolicy of(MethodDescriptor method) {
        return new PolicyReader(method).read();
    }

    /// The path of a method: a slash, the full name of its service, a slash, its own name.
    public static String pathOf(MethodDescriptor method) {
        return "/" + method.getService().getFullName() + "/" + method.getName();
    }

    /// The request's field that holds the subject: `login` or `project`; empty for the scopes without a subject.
    public Optional<String> subjectField() {
        return scope.subjectField();
    }

    /// The tenant's login or the project's uuid that this request is about, as the caller wrote it, which may be the
    /// empty string; empty for the scopes without a subject.
    public Optional<String> subjectOf(Message request) {
        return subjectField().map(name -> {
            FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
            return (String) request.getField(field);
        });
    }
}
