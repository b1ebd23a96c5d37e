package io.bergwerk.server.cluster;

/// Who may read a cluster's metrics page.
///
/// @param password 256 random bits; shown to owners and editors alone
public record Monitoring(String username, String password) {
    @Override
    public String toString() {
        return "Monitoring[username=%s, password=***]".formatted(username);
    }
}
