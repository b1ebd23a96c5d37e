package io.bergwerk.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Hands tests the one installation that all of them may call, but none may break: starting one is dear.
final class SharedInstallation implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedInstallation.class);

    /// Lives until the last test of the JVM; its end is a test too: nothing may be left.
    private record Shared(Installation installation) implements AutoCloseable {
        @Override
        public void close() {
            try {
                if (installation.process().isAlive()) {
                    installation.stop();
                }
            } finally {
                installation.close();
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Installation.class;
    }

    @Override
    public Installation resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        "shared",
                        _ -> new Shared(Installation.named("shared").plain().start()),
                        Shared.class)
                .installation();
    }
}
