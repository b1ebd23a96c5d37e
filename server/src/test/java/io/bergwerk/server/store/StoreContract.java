package io.bergwerk.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.testing.Eventually;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What the store does on every PostgreSQL we support.
abstract class StoreContract {
    abstract DatabaseExtension store();

    @Test
    void aFailedTransactionLeavesNothing() {
        store().raw().execute("CREATE TABLE thing (name text)");

        assertThatThrownBy(() -> store().database().useTransaction(tx -> {
                    tx.execute("INSERT INTO thing VALUES ('half')");
                    throw new IllegalStateException("in the middle");
                }))
                .hasMessage("in the middle");

        assertThat(count("thing")).isZero();
    }

    @Test
    void aBrokenConstraintSaysWhatItStandsForAndNeverQuotesTheRow() {
        store().raw().execute("CREATE TABLE thing (name text, secret text, CONSTRAINT thing_name UNIQUE (name))");
        store().raw().execute("INSERT INTO thing VALUES ('one', 'hunter2')");
        var constraints = Constraints.none().with("thing_name", ErrorCode.ALREADY_EXISTS, "this name is taken");
        var database = store().open(constraints);

        assertThatThrownBy(
                        () -> database.useTransaction(tx -> tx.createUpdate("INSERT INTO thing VALUES (:name, :secret)")
                                .bind("name", "one")
                                .bind("secret", "hunter2")
                                .execute()))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                    assertThat(e.publicMessage()).isEqualTo("this name is taken");
                    assertThat(e).hasStackTraceContaining("thing_name");
                    assertThat(e.getCause()).hasMessageNotContaining("hunter2");
                });
    }

    @Test
    void aConstraintMayBeTranslatedWhereTheValuesAre() {
        store().raw().execute("CREATE TABLE thing (name text CONSTRAINT thing_name UNIQUE)");
        store().raw().execute("INSERT INTO thing VALUES ('one')");

        assertThatThrownBy(() -> Constraints.translate(
                        "thing_name",
                        () -> ApiException.of(ErrorCode.ALREADY_EXISTS, "thing one: exists"),
                        () -> store().database().withHandle(tx -> tx.execute("INSERT INTO thing VALUES ('one')"))))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.publicMessage()).isEqualTo("thing one: exists"));
    }

    @Test
    void aDeadlockEndsInAborted() throws Exception {
        store().raw().execute("CREATE TABLE thing (id int, n int)");
        store().raw().execute("INSERT INTO thing VALUES (1, 0), (2, 0)");
        var codes = new ConcurrentLinkedQueue<ErrorCode>();
        var first = Thread.ofVirtual().start(() -> lockBoth(1, 2, codes));
        var second = Thread.ofVirtual().start(() -> lockBoth(2, 1, codes));
        first.join();
        second.join();

        assertThat(codes).containsExactly(ErrorCode.ABORTED);
    }

    @Test
    void sessionsAreInAnOddTimeZoneAndInstantsSurviveIt() {
        var instant = java.time.Instant.parse("2026-03-29T01:30:00.123456Z");

        var zone = store().database()
                .withHandle(tx ->
                        tx.createQuery("SHOW TimeZone").mapTo(String.class).one());
        var read = store().database()
                .withHandle(tx -> tx.createQuery("SELECT CAST(:at AS timestamptz)")
                        .bind("at", instant)
                        .mapTo(java.time.Instant.class)
                        .one());

        assertThat(zone).isEqualTo("Pacific/Chatham");
        assertThat(read).isEqualTo(instant);
    }

    @Test
    void aStatementThatTakesTooLongIsCutOff() {
        var config = store().config();
        var impatient = new StoreConfig(
                config.url(),
                config.user(),
                config.password(),
                2,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        var database = store().closing(Database.open(impatient, Constraints.none()));

        assertThatThrownBy(() -> database.withHandle(tx -> tx.createQuery("SELECT pg_sleep(600)::text")
                        .mapTo(String.class)
                        .one()))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aCommittedNotificationReachesListenersAndARolledBackOneDoesNot() {
        var heard = new ConcurrentLinkedQueue<String>();
        var relists = new AtomicInteger();
        var notifications = store().notifications();
        notifications.listen("thing", listener(heard, relists));
        Eventually.until("connected", () -> listening() == 1);
        Eventually.until("the first relist", () -> relists.get() >= 1);

        assertThatThrownBy(() -> store().database().useTransaction(tx -> {
            Notifications.send(tx, "thing", "lost");
            throw new IllegalStateException();
        }));
        store().database().useTransaction(tx -> Notifications.send(tx, "other", "elsewhere"));
        store().database().useTransaction(tx -> Notifications.send(tx, "thing", "kept"));

        Eventually.until("a notification", () -> !heard.isEmpty());
        assertThat(heard).containsExactly("kept");
    }

    @Test
    void aCutConnectionIsMadeAgainAndListenersReadEverything() {
        var relists = new AtomicInteger();
        var heard = new ConcurrentLinkedQueue<String>();
        var notifications = store().notifications();
        notifications.listen("thing", listener(heard, relists));
        Eventually.until("connected", () -> notifications.line() > 0);
        store().database().useTransaction(tx -> Notifications.send(tx, "thing", "before"));
        Eventually.until("a notification before the cut", () -> heard.contains("before"));
        var before = relists.get(); // those of the start were told before the notification

        store().raw()
                .execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bergwerk-notifications'"
                                + " AND datname = current_database()");

        Eventually.until("a relist after the cut", () -> relists.get() > before);
        store().database().useTransaction(tx -> Notifications.send(tx, "thing", "after"));
        Eventually.until("a notification after the cut", () -> heard.contains("after"));
    }

    private static Notifications.Listener listener(Queue<String> heard, AtomicInteger relists) {
        return new Notifications.Listener() {
            @Override
            public void notified(String payload) {
                heard.add(payload);
            }

            @Override
            public void relist() {
                relists.incrementAndGet();
            }
        };
    }

    private void lockBoth(int one, int other, Queue<ErrorCode> codes) {
        try {
            store().database().useTransaction(tx -> {
                tx.execute("UPDATE thing SET n = n + 1 WHERE id = ?", one);
                store().raw().execute("INSERT INTO thing VALUES (" + (10 + one) + ", 0)");
                Eventually.until(
                        "both hold a row",
                        () -> tx.createQuery("SELECT count(*) FROM thing WHERE id > 10")
                                        .mapTo(Integer.class)
                                        .one()
                                == 2);
                tx.execute("UPDATE thing SET n = n + 1 WHERE id = ?", other);
            });
        } catch (ApiException e) {
            codes.add(e.code());
        }
    }

    private int listening() {
        return store().database()
                .withHandle(tx -> tx.createQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bergwerk-notifications' AND datname = current_database()")
                        .mapTo(Integer.class)
                        .one());
    }

    private int count(String table) {
        return store().database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }
}
