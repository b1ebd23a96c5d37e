package io.bergwerk.server.project;

import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.rpc.ProtoTimes;

/// Projects as the API shows them.
public final class ProjectProtos {
    private ProjectProtos() {}

    public static io.bergwerk.api.v1.Project toProto(Project project) {
        var proto = io.bergwerk.api.v1.Project.newBuilder()
                .setUuid(project.id().toString())
                .setName(project.name())
                .setDescription(project.description())
                .setTenant(project.tenant().value())
                .setIsDefaultProject(project.isDefault())
                .setCreatedAt(ProtoTimes.of(project.createdAt()))
                .setUpdatedAt(ProtoTimes.of(project.updatedAt()));
        if (!project.avatarUrl().isEmpty()) {
            proto.setAvatarUrl(project.avatarUrl());
        }
        return proto.build();
    }

    static io.bergwerk.api.v1.ProjectMember toProto(ProjectMember member) {
        return io.bergwerk.api.v1.ProjectMember.newBuilder()
                .setId(member.user().value())
                .setRole(ProtoRoles.toProto(member.role()))
                .setInheritedMembership(member.inherited())
                .setCreatedAt(ProtoTimes.of(member.createdAt()))
                .build();
    }
}
