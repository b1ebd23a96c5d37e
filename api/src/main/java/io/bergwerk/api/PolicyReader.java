package io.bergwerk.api;

import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.GeneratedMessage.GeneratedExtension;
import com.google.protobuf.ProtocolMessageEnum;
import io.bergwerk.api.v1.AdminRole;
import io.bergwerk.api.v1.Auditing;
import io.bergwerk.api.v1.Chargeable;
import io.bergwerk.api.v1.CommonProto;
import io.bergwerk.api.v1.ProjectRole;
import io.bergwerk.api.v1.TenantRole;
import io.bergwerk.api.v1.Visibility;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Turns the options of one RPC into a policy, and refuses every combination that leaves a question open.
final class PolicyReader {
    private final MethodDescriptor method;
    private final MethodOptions options;

    PolicyReader(MethodDescriptor method) {
        this.method = method;
        this.options = method.getOptions();
    }

    MethodPolicy read() {
        var tenantRoles = rolesOf(CommonProto.tenantRoles, TenantRole.class);
        var projectRoles = rolesOf(CommonProto.projectRoles, ProjectRole.class);
        var adminRoles = rolesOf(CommonProto.adminRoles, AdminRole.class);
        var scope = scope(tenantRoles, projectRoles, adminRoles);
        checkSubject(scope);
        return new MethodPolicy(
                MethodPolicy.pathOf(method), scope, tenantRoles, projectRoles, adminRoles, audited(), chargeable());
    }

    private Scope scope(Set<TenantRole> tenantRoles, Set<ProjectRole> projectRoles, Set<AdminRole> adminRoles) {
        var scopes = EnumSet.noneOf(Scope.class);
        if (!tenantRoles.isEmpty()) {
            scopes.add(Scope.TENANT);
        }
        if (!projectRoles.isEmpty()) {
            scopes.add(Scope.PROJECT);
        }
        if (!adminRoles.isEmpty()) {
            scopes.add(Scope.ADMIN);
        }
        addVisibility(scopes);
        if (scopes.size() != 1) {
            throw refused("has the scopes %s (expected: exactly one, by roles or by visibility)".formatted(scopes));
        }
        return scopes.iterator().next();
    }

    private void addVisibility(Set<Scope> scopes) {
        if (!options.hasExtension(CommonProto.visibility)) {
            return;
        }
        var visibility = options.getExtension(CommonProto.visibility);
        scopes.add(
                switch (visibility) {
                    case VISIBILITY_PUBLIC -> Scope.PUBLIC;
                    case VISIBILITY_SELF -> Scope.SELF;
                    case VISIBILITY_UNSPECIFIED, UNRECOGNIZED ->
                        throw refused("has the visibility %s (expected: %s or %s)"
                                .formatted(visibility, Visibility.VISIBILITY_PUBLIC, Visibility.VISIBILITY_SELF));
                });
    }

    private void checkSubject(Scope scope) {
        scope.subjectField().ifPresent(name -> {
            var field = method.getInputType().findFieldByName(name);
            if (field == null || field.isRepeated() || field.getJavaType() != FieldDescriptor.JavaType.STRING) {
                throw refused("takes its subject from a string `%s`, which %s does not have"
                        .formatted(name, method.getInputType().getFullName()));
            }
        });
    }

    private boolean audited() {
        return options.getExtension(CommonProto.auditing) != Auditing.AUDITING_EXCLUDED;
    }

    private boolean chargeable() {
        return options.getExtension(CommonProto.chargeable) == Chargeable.CHARGEABLE_TRUE;
    }

    /// The roles of one kind. Role 0 means nothing, and one that this build does not know cannot be checked.
    private <R extends Enum<R> & ProtocolMessageEnum> Set<R> rolesOf(
            GeneratedExtension<MethodOptions, List<R>> extension, Class<R> type) {
        var roles = EnumSet.noneOf(type);
        for (var role : options.getExtension(extension)) {
            if (role.name().equals("UNRECOGNIZED") || role.getNumber() == 0) {
                throw refused("names the role %s (expected: one with a meaning)".formatted(role));
            }
            roles.add(role);
        }
        return roles;
    }

    private IllegalStateException refused(String why) {
        return new IllegalStateException(MethodPolicy.pathOf(method) + " " + why);
    }
}
