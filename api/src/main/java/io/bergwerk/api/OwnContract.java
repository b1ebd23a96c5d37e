package io.bergwerk.api;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.bergwerk.v1.ApiTokenProto;
import io.bergwerk.v1.AuditExportProto;
import io.bergwerk.v1.CapacityProto;
import io.bergwerk.v1.ClusterBackupProto;
import io.bergwerk.v1.ClusterPlanProto;
import io.bergwerk.v1.ClusterSettingsProto;
import io.bergwerk.v1.KubeconfigProto;
import io.bergwerk.v1.SignInProto;
import io.bergwerk.v1.WorkQueueProto;
import java.util.List;
import java.util.stream.Stream;

/// Our own API, `bergwerk.v1`: what the public contract has no place for, under the same rules and options.
public final class OwnContract {
    private static final List<FileDescriptor> FILES = List.of(
            ApiTokenProto.getDescriptor(),
            AuditExportProto.getDescriptor(),
            CapacityProto.getDescriptor(),
            ClusterBackupProto.getDescriptor(),
            ClusterPlanProto.getDescriptor(),
            ClusterSettingsProto.getDescriptor(),
            KubeconfigProto.getDescriptor(),
            SignInProto.getDescriptor(),
            WorkQueueProto.getDescriptor());

    private OwnContract() {}

    /// By name.
    public static List<FileDescriptor> files() {
        return FILES;
    }

    public static List<ServiceDescriptor> services() {
        return FILES.stream().flatMap(file -> file.getServices().stream()).toList();
    }

    public static List<MethodDescriptor> methods() {
        return services().stream()
                .flatMap(service -> service.getMethods().stream())
                .toList();
    }

    /// The methods of the public API, and then ours: all that a server offers.
    public static List<MethodDescriptor> withPublicMethods() {
        return Stream.concat(PublicContract.methods().stream(), methods().stream())
                .toList();
    }
}
