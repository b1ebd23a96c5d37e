package io.bergwerk.server.cluster;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bergwerk.server.store.StoreConfig;
import io.bergwerk.testing.engine.Mortality;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;

/// Connections of a server that may die after any commit. What a dead server leaves open is rolled back, as PostgreSQL
/// does when a connection breaks.
final class MortalPool extends HikariDataSource {
    private static final Set<String> AFTER_DEATH = Set.of("rollback", "close", "isClosed", "getAutoCommit", "toString");
    private static final Pattern WRITE =
            Pattern.compile("(?s).*?(INSERT INTO|(?<!FOR )UPDATE|DELETE FROM)\\s+(\\w+).*", Pattern.CASE_INSENSITIVE);

    private final Mortality life;

    MortalPool(StoreConfig config, Mortality life) {
        super(hikari(config));
        this.life = life;
    }

    private static HikariConfig hikari(StoreConfig config) {
        var hikari = new HikariConfig();
        hikari.setJdbcUrl(config.url());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(config.connections());
        hikari.setMinimumIdle(1);
        return hikari;
    }

    @Override
    public Connection getConnection() throws SQLException {
        life.requireAlive();
        return proxy(Connection.class, new MortalConnection(super.getConnection(), life));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /// The table that a statement writes to, as `INSERT INTO cluster`; empty for one that only reads.
    private static String writes(String sql) {
        var write = WRITE.matcher(sql);
        return write.matches() && !sql.contains("FOR UPDATE OF") ? write.group(1) + " " + write.group(2) : "";
    }

    private static final class MortalConnection implements InvocationHandler {
        private final Connection connection;
        private final Mortality life;
        private String written = "";

        MortalConnection(Connection connection, Mortality life) {
            this.connection = connection;
            this.life = life;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (!AFTER_DEATH.contains(method.getName())) {
                life.requireAlive();
            }
            var result = call(connection, method, arguments);
            if (method.getName().equals("commit") && !written.isEmpty()) {
                var what = written;
                written = "";
                life.passed("commit of " + what);
            }
            if (result instanceof PreparedStatement statement && arguments != null) {
                var sql = writes((String) arguments[0]);
                return proxy(PreparedStatement.class, (_, inner, given) -> execute(statement, inner, given, sql));
            }
            return result;
        }

        private Object execute(PreparedStatement statement, Method method, Object[] arguments, String sql)
                throws Throwable {
            var executes = method.getName().startsWith("execute");
            if (executes) {
                life.requireAlive();
            }
            var result = call(statement, method, arguments);
            if (executes && !sql.isEmpty() && changed(statement)) {
                written = written.isEmpty() ? sql : written;
                if (connection.getAutoCommit()) {
                    written = "";
                    life.passed("commit of " + sql);
                }
            }
            return result;
        }

        /// Whether rows were written, by their count or, with RETURNING, by what came back.
        private static boolean changed(PreparedStatement statement) throws SQLException {
            ResultSet rows = statement.getResultSet();
            return rows == null ? statement.getUpdateCount() > 0 : rows.isBeforeFirst();
        }

        private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
