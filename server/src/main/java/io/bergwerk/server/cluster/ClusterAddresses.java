package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// Under which names and URLs a cluster and its pages are reached.
///
/// @param apiUrl this installation's own URL, as clients see it
/// @param domain DNS zone of the clusters' API servers; without it they are reached by address
/// @param routerPort where the installation's TLS router listens
public record ClusterAddresses(URI apiUrl, Optional<String> domain, int routerPort) {
    private static final int HTTPS = 443;

    /// Names in the serving certificate of a cluster's API server, the external one first; none without a domain.
    List<String> dnsNames(ProjectId project, ClusterName name) {
        return domain.map(zone -> "api.%s.%s.".formatted(name, project.dnsLabel()))
                .map(prefix -> List.of(prefix + domain.get(), prefix + "internal." + domain.get()))
                .orElse(List.of());
    }

    /// What stands in a kubeconfig as external server.
    ///
    /// @param endpoint where the API server answers without DNS
    String externalServer(ProjectId project, ClusterName name, URI endpoint) {
        return server(project, name, endpoint, 0);
    }

    /// As [#externalServer], for clients inside the installation's network.
    String internalServer(ProjectId project, ClusterName name, URI endpoint) {
        return server(project, name, endpoint, 1);
    }

    private String server(ProjectId project, ClusterName name, URI endpoint, int index) {
        var names = dnsNames(project, name);
        if (names.isEmpty()) {
            return endpoint.toString();
        }
        return "https://" + names.get(index) + (routerPort == HTTPS ? "" : ":" + routerPort);
    }

    /// The cluster's page of metrics.
    String metricsUrl(ClusterId cluster) {
        var base = apiUrl.toString();
        return (base.endsWith("/") ? base : base + "/") + "clusters/" + cluster + "/metrics";
    }
}
