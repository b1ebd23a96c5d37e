package io.bergwerk.server.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What other servers on this database have just committed, by LISTEN and NOTIFY.
///
/// A notification says *that* something changed and names it; whoever hears it reads the rest. Notifications
/// may be lost
/// (a cut connection, a slow listener): then [Listener#relist] is called, and whoever hears that reads
/// everything. One dedicated connection outside the pool carries all topics.
public final class Notifications implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Notifications.class);
    /// How the connection is known in `pg_stat_activity`.
    static final String APPLICATION = "bergwerk-notifications";

    private static final String CHANNEL = "bergwerk";
    private static final int MAX_PAYLOAD = 1000;
    private static final Duration PROBE_EVERY = Duration.ofMillis(250);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    /// What is kept in memory on the word of a line that was silent for longer may be out of date.
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private final Outage outage = new Outage(log, "notifications are");
    private final StoreConfig config;
    private final RandomGenerator random;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile Proof proof = new Proof(0, 0);

    /// That everything committed before some moment was heard on some connection.
    private record Proof(long line, long nanos) {}

    private Notifications(StoreConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
        this.thread = Thread.ofVirtual().name("notifications").unstarted(this::run);
    }

    /// Hears of one topic, on a thread of its own, one call at a time.
    public interface Listener {
        /// Something named by the payload has changed.
        void notified(String payload);

        /// Notifications may have been missed; also called once the connection first stands.
        void relist();
    }

    /// Connects in the background.
    ///
    /// @param random spreads reconnects of several servers
    public static Notifications start(StoreConfig config, RandomGenerator random) {
        var notifications = new Notifications(config, random);
        notifications.thread.start();
        return notifications;
    }

    /// Notifies all servers, this one too, once the transaction has committed. Equal ones are sent once.
    ///
    /// @param topic one word
    /// @param payload ids, never content; at most 1,000 characters
    public static void send(Handle tx, String topic, String payload) {
        if (payload.length() > MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload: %d characters (expected: at most %d)".formatted(payload.length(), MAX_PAYLOAD));
        }
        tx.execute("SELECT pg_notify(?, ?)", CHANNEL, topic + " " + payload);
    }

    /// Hears of a topic until the subscription is closed.
    public Subscription listen(String topic, Listener listener) {
        var subscription = new Subscription(topic, listener, subscriptions::remove);
        subscriptions.add(subscription);
        subscription.relist(); // what was sent before is unknown
        return subscription;
    }

    /// The number of the connection on which notifications come, if everything that was committed up to a
    /// second ago is known to have been heard on it; else 0.
    ///
    /// What is kept in memory and dropped on notification may be believed while the number stays what it was.
    public long line() {
        var last = proof;
        return last.line() > 0 && System.nanoTime() - last.nanos() < FRESH.toNanos() ? last.line() : 0;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        subscriptions.forEach(Subscription::close);
    }

    private void run() {
        var pause = PAUSE_MIN;
        while (!closed) {
            try (var connection = connect()) {
                pause = PAUSE_MIN;
                subscriptions.forEach(Subscription::relist);
                receive(connection);
            } catch (SQLException e) {
                pause = retryAfter(e, pause);
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = Pools.properties(config);
        properties.setProperty("ApplicationName", APPLICATION);
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        var connection = DriverManager.getConnection(config.url(), properties);
        try (var statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void receive(Connection connection) throws SQLException {
        var postgres = connection.unwrap(PGConnection.class);
        var line = proof.line() + 1;
        while (!closed) {
            dispatchAll(postgres.getNotifications((int) PROBE_EVERY.toMillis()));
            var asked = System.nanoTime();
            requireAlive(connection);
            dispatchAll(postgres.getNotifications()); // came before the answer
            proof = new Proof(line, asked);
            outage.worked();
        }
    }

    private void dispatchAll(PGNotification @Nullable [] heard) {
        if (heard != null) {
            for (var notification : heard) {
                dispatch(notification.getParameter());
            }
        }
    }

    private void dispatch(String text) {
        var space = text.indexOf(' ');
        if (space > 0) {
            var topic = text.substring(0, space);
            subscriptions.stream()
                    .filter(subscription -> subscription.topic().equals(topic))
                    .forEach(subscription -> subscription.offer(text.substring(space + 1)));
        }
    }

    private static void requireAlive(Connection connection) throws SQLException {
        if (!connection.isValid((int) SILENCE.toSeconds())) {
            throw new SQLException("the connection is silent");
        }
    }

    private Duration retryAfter(SQLException failure, Duration pause) {
        if (closed) {
            return pause;
        }
        var jittered = Duration.ofMillis(random.nextLong(pause.toMillis() / 2, pause.toMillis() + 1));
        outage.failed(failure);
        LockSupport.parkNanos(jittered.toNanos());
        return pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
    }
}
