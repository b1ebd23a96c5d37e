package io.bergwerk.engine;

/// A client certificate with its key, in PEM. The key is a secret: it is handed to the caller and kept nowhere.
public record KubeconfigCredentials(String certificatePem, String keyPem) {
    /// Leaves the key out, so that it cannot end in a log.
    @Override
    public String toString() {
        return "KubeconfigCredentials[...]";
    }
}
