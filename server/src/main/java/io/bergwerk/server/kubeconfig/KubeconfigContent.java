package io.bergwerk.server.kubeconfig;

import io.bergwerk.engine.ApiEndpoint;
import io.bergwerk.engine.KubeconfigCredentials;

/// Everything secret and public that a kubeconfig is written from. It is kept nowhere.
public record KubeconfigContent(ApiEndpoint endpoint, KubeconfigCredentials credentials) {
    @Override
    public String toString() {
        return "KubeconfigContent[server=%s, ...]".formatted(endpoint.server());
    }
}
