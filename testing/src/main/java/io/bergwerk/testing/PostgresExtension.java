package io.bergwerk.testing;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A fresh PostgreSQL database: for each test as an instance field, for a whole class as a static one.
///
/// It is a copy of a template that was prepared once, so a test does not pay for migrations. Its sessions are in a time
/// zone nobody lives in (+12:45), which brings mistakes with local time to light.
public final class PostgresExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final String PREFIX = "bergwerk_test_";
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

    private final Supplier<TestServer> server;
    private final String template;
    private final Consumer<TestDatabase> prepare;
    private boolean forClass;
    private @Nullable String name;

    private PostgresExtension(Supplier<TestServer> server, String template, Consumer<TestDatabase> prepare) {
        this.server = server;
        this.template = template;
        this.prepare = prepare;
    }

    /// With nothing in it.
    public static PostgresExtension empty() {
        return prepared("empty", database -> {});
    }

    /// With what `prepare` put in; it runs once per JVM and template name.
    public static PostgresExtension prepared(String template, Consumer<TestDatabase> prepare) {
        return on("shared", TestServer::shared, template, prepare);
    }

    /// As [#prepared], on a certain server.
    public static PostgresExtension on(
            String serverName, Supplier<TestServer> server, String template, Consumer<TestDatabase> prepare) {
        return new PostgresExtension(server, serverName + "_" + template, prepare);
    }

    public TestDatabase database() {
        return server.get().database(requireNonNull(name, "there is a database during a test only"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        forClass = true;
        create();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!forClass) {
            create();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!forClass) {
            drop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (forClass) {
            drop();
        }
    }

    private void create() {
        var source = TEMPLATES.computeIfAbsent(template, this::makeTemplate);
        name = createFrom(source);
        server.get().execute("ALTER DATABASE " + name + " SET timezone = 'Pacific/Chatham'");
    }

    private String makeTemplate(String ignored) {
        var made = createFrom("template0");
        prepare.accept(server.get().database(made));
        return made;
    }

    private String createFrom(String source) {
        var created = PREFIX + COUNTER.incrementAndGet();
        server.get().execute("CREATE DATABASE " + created + " TEMPLATE " + source);
        return created;
    }

    private void drop() {
        server.get().execute("DROP DATABASE " + name + " WITH (FORCE)");
        name = null;
    }
}
