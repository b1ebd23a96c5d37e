package io.bergwerk.e2e;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.bergwerk.api.OwnContract;
import java.util.List;
import java.util.Set;

/// The methods of the API that this server answers; all others say `unimplemented`.
final class BuiltMethods {
    private static final Set<String> NAMES = Set.of(
            "admin.v1.AuditService.Get",
            "admin.v1.AuditService.List",
            "admin.v1.ClusterService.Credentials",
            "admin.v1.ClusterService.Get",
            "admin.v1.ClusterService.GetAdminKubeconfig",
            "admin.v1.ClusterService.GetViewerKubeconfig",
            "admin.v1.ClusterService.List",
            "admin.v1.ProjectService.List",
            "admin.v1.TenantService.AddMember",
            "admin.v1.TenantService.Admit",
            "admin.v1.TenantService.List",
            "admin.v1.TenantService.Revoke",
            "admin.v1.TokenService.List",
            "admin.v1.TokenService.Revoke",
            "api.v1.AssetService.List",
            "api.v1.AuditService.Get",
            "api.v1.AuditService.List",
            "api.v1.ClusterService.Create",
            "api.v1.ClusterService.Delete",
            "api.v1.ClusterService.Get",
            "api.v1.ClusterService.GetAdminKubeconfig",
            "api.v1.ClusterService.GetCredentials",
            "api.v1.ClusterService.GetViewerKubeconfig",
            "api.v1.ClusterService.List",
            "api.v1.ClusterService.Operate",
            "api.v1.ClusterService.Update",
            "api.v1.ClusterService.WatchStatus",
            "api.v1.HealthService.Get",
            "api.v1.MethodService.List",
            "api.v1.MethodService.TokenScopedList",
            "api.v1.PaymentService.GetDefaultPrices",
            "api.v1.PaymentService.HasPaymentMethod",
            "api.v1.ProjectService.Create",
            "api.v1.ProjectService.Delete",
            "api.v1.ProjectService.Get",
            "api.v1.ProjectService.Invite",
            "api.v1.ProjectService.InviteAccept",
            "api.v1.ProjectService.InviteDelete",
            "api.v1.ProjectService.InviteGet",
            "api.v1.ProjectService.InvitesList",
            "api.v1.ProjectService.List",
            "api.v1.ProjectService.RemoveMember",
            "api.v1.ProjectService.Update",
            "api.v1.ProjectService.UpdateMember",
            "api.v1.TenantService.Create",
            "api.v1.TenantService.Delete",
            "api.v1.TenantService.Get",
            "api.v1.TenantService.Invite",
            "api.v1.TenantService.InviteAccept",
            "api.v1.TenantService.InviteDelete",
            "api.v1.TenantService.InviteGet",
            "api.v1.TenantService.InvitesList",
            "api.v1.TenantService.List",
            "api.v1.TenantService.RemoveMember",
            "api.v1.TenantService.RequestAdmission",
            "api.v1.TenantService.Update",
            "api.v1.TenantService.UpdateMember",
            "api.v1.TokenService.Create",
            "api.v1.TokenService.Get",
            "api.v1.TokenService.List",
            "api.v1.TokenService.Revoke",
            "api.v1.TokenService.Update",
            "api.v1.UserService.Get",
            "api.v1.VersionService.Get",
            "bergwerk.v1.ApiTokenService.LastUsed",
            "bergwerk.v1.ApiTokenService.Rotate",
            "bergwerk.v1.AuditExportService.Export",
            "bergwerk.v1.CapacityService.List",
            "bergwerk.v1.ClusterBackupService.List",
            "bergwerk.v1.ClusterBackupService.ListDeleted",
            "bergwerk.v1.ClusterBackupService.Restore",
            "bergwerk.v1.ClusterBackupService.Undelete",
            "bergwerk.v1.ClusterPlanService.PlanCreate",
            "bergwerk.v1.ClusterPlanService.PlanUpdate",
            "bergwerk.v1.ClusterPlanService.PreviewDelete",
            "bergwerk.v1.ClusterSettingsService.Get",
            "bergwerk.v1.ClusterSettingsService.Update",
            "bergwerk.v1.KubeconfigService.List",
            "bergwerk.v1.KubeconfigService.Revoke",
            "bergwerk.v1.KubeconfigService.RevokeAll",
            "bergwerk.v1.SignInService.ListProviders",
            "bergwerk.v1.SignInService.MyAdminRole",
            "bergwerk.v1.SignInService.SignOutEverywhere",
            "bergwerk.v1.WorkQueueService.List",
            "status.v1.MessageService.Watch",
            "status.v1.StatusService.Watch");

    private BuiltMethods() {}

    static List<MethodDescriptor> all() {
        var built = OwnContract.withPublicMethods().stream()
                .filter(method -> NAMES.contains(method.getFullName()))
                .toList();
        if (built.size() != NAMES.size()) {
            throw new AssertionError(
                    "the contract has %d of %d methods named here".formatted(built.size(), NAMES.size()));
        }
        return built;
    }

    static List<MethodDescriptor> unbuilt() {
        return OwnContract.withPublicMethods().stream()
                .filter(method -> !NAMES.contains(method.getFullName()))
                .toList();
    }

    /// As in `api.v1.ClusterService/List`.
    static String path(MethodDescriptor method) {
        return method.getService().getFullName() + "/" + method.getName();
    }
}
