package io.bergwerk.server.start;

import io.bergwerk.server.access.RateLimitConfig;
import io.bergwerk.server.audit.AuditConfig;
import io.bergwerk.server.cluster.ClusterConfig;
import io.bergwerk.server.project.ProjectConfig;
import io.bergwerk.server.signin.SignInConfig;
import io.bergwerk.server.tenant.TenantConfig;
import io.bergwerk.server.work.WorkConfig;

/// Everything an operator can set, one record per concern.
public record ServerConfig(
        ApiConfig api,
        TlsConfig tls,
        DatabaseConfig database,
        CatalogConfig catalog,
        EnvironmentConfig environment,
        OperatorConfig operator,
        SignInConfig signIn,
        TenantConfig tenants,
        ProjectConfig projects,
        AuditConfig audit,
        RateLimitConfig rateLimit,
        WorkConfig work,
        ClusterConfig clusters,
        EngineConfig engine) {
    /// The engines of this server.
    ///
    /// @param local clusters on this host
    public record EngineConfig(LocalConfig local) {}

    public static final ServerConfig DEFAULT = new ServerConfig(
            ApiConfig.DEFAULT,
            TlsConfig.DEFAULT,
            DatabaseConfig.DEFAULT,
            CatalogConfig.DEFAULT,
            EnvironmentConfig.DEFAULT,
            OperatorConfig.DEFAULT,
            SignInConfig.DEFAULT,
            TenantConfig.DEFAULT,
            ProjectConfig.DEFAULT,
            AuditConfig.DEFAULT,
            RateLimitConfig.DEFAULT,
            WorkConfig.DEFAULT,
            ClusterConfig.DEFAULT,
            new EngineConfig(LocalConfig.DEFAULT));

    ServerConfig withApi(ApiConfig changed) {
        return new ServerConfig(
                changed,
                tls,
                database,
                catalog,
                environment,
                operator,
                signIn,
                tenants,
                projects,
                audit,
                rateLimit,
                work,
                clusters,
                engine);
    }
}
