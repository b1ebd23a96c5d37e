package io.bergwerk.server.start;

/// Who runs the installation.
///
/// @param tenant login of the tenant whose members may become administrators
public record OperatorConfig(String tenant) {
    public static final OperatorConfig DEFAULT = new OperatorConfig("admin@local");
}
