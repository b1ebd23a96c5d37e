package io.bergwerk.server.project;

import com.google.protobuf.Timestamp;
import io.bergwerk.server.access.ProtoRoles;
import java.time.Instant;

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
                .setCreatedAt(timestamp(project.createdAt()))
                .setUpdatedAt(timestamp(project.updatedAt()));
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
                .setCreatedAt(timestamp(member.createdAt()))
                .build();
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
