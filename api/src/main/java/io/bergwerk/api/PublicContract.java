package io.bergwerk.api;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.bergwerk.api.v1.AssetProto;
import io.bergwerk.api.v1.AuditProto;
import io.bergwerk.api.v1.ClusterProto;
import io.bergwerk.api.v1.ClusterStatusProto;
import io.bergwerk.api.v1.CommonProto;
import io.bergwerk.api.v1.HealthProto;
import io.bergwerk.api.v1.IpProto;
import io.bergwerk.api.v1.MethodProto;
import io.bergwerk.api.v1.PaymentProto;
import io.bergwerk.api.v1.ProjectProto;
import io.bergwerk.api.v1.SnapshotProto;
import io.bergwerk.api.v1.TenantProto;
import io.bergwerk.api.v1.TokenProto;
import io.bergwerk.api.v1.UserProto;
import io.bergwerk.api.v1.VersionProto;
import io.bergwerk.api.v1.VolumeProto;
import java.util.List;

/// The whole public API: every file, service and method of `api.v1`, `admin.v1` and `status.v1`.
///
/// A server routes, reflects and authorizes by these lists, so what is missing here does not exist, and what is here
/// without a handler has to be answered as unimplemented. The order is stable: packages, then files by name, then the
/// order of the proto.
public final class PublicContract {
    private static final List<FileDescriptor> FILES = List.of(
            AssetProto.getDescriptor(),
            AuditProto.getDescriptor(),
            ClusterProto.getDescriptor(),
            ClusterStatusProto.getDescriptor(),
            CommonProto.getDescriptor(),
            HealthProto.getDescriptor(),
            IpProto.getDescriptor(),
            MethodProto.getDescriptor(),
            PaymentProto.getDescriptor(),
            ProjectProto.getDescriptor(),
            SnapshotProto.getDescriptor(),
            TenantProto.getDescriptor(),
            TokenProto.getDescriptor(),
            UserProto.getDescriptor(),
            VersionProto.getDescriptor(),
            VolumeProto.getDescriptor(),
            io.bergwerk.admin.v1.AuditProto.getDescriptor(),
            io.bergwerk.admin.v1.ClusterProto.getDescriptor(),
            io.bergwerk.admin.v1.PaymentProto.getDescriptor(),
            io.bergwerk.admin.v1.ProjectProto.getDescriptor(),
            io.bergwerk.admin.v1.StorageProto.getDescriptor(),
            io.bergwerk.admin.v1.TenantProto.getDescriptor(),
            io.bergwerk.admin.v1.TokenProto.getDescriptor(),
            io.bergwerk.status.v1.MessageProto.getDescriptor(),
            io.bergwerk.status.v1.StatusProto.getDescriptor());

    private static final List<ServiceDescriptor> SERVICES =
            FILES.stream().flatMap(file -> file.getServices().stream()).toList();

    private static final List<MethodDescriptor> METHODS =
            SERVICES.stream().flatMap(service -> service.getMethods().stream()).toList();

    private PublicContract() {}

    /// The files of the three packages, without what they import from elsewhere.
    public static List<FileDescriptor> files() {
        return FILES;
    }

    public static List<ServiceDescriptor> services() {
        return SERVICES;
    }

    public static List<MethodDescriptor> methods() {
        return METHODS;
    }

    /// The policies of all methods.
    ///
    /// @throws IllegalStateException naming the first method that has none
    public static List<MethodPolicy> policies() {
        return METHODS.stream().map(MethodPolicy::of).toList();
    }
}
