package io.bergwerk.server.cluster;

import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.work.WorkConfig;
import io.bergwerk.server.work.WorkMetrics;
import io.bergwerk.server.work.WorkQueue;
import io.bergwerk.server.work.WorkTime;
import io.bergwerk.testing.engine.Mortality;
import io.bergwerk.testing.engine.ScriptedEngine;
import io.bergwerk.testing.engine.ServerDied;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server of a [TestCloud]: its parts in one process, which can end together without cleaning up.
final class TestPlatform implements AutoCloseable {
    static final WorkConfig WORK = new WorkConfig(
            16, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMillis(50));
    private static final StatusWatches.WatchLimits QUICK_REPEATS =
            new StatusWatches.WatchLimits(Duration.ofMillis(100), Duration.ofMillis(20), 2000);

    private static final Logger log = LoggerFactory.getLogger(TestPlatform.class);

    private final Mortality life;
    private final Database database;
    private final Notifications notifications;
    private final WorkQueue queue;
    private final Clusters clusters;
    private final List<AutoCloseable> opened = new ArrayList<>();

    TestPlatform(TestCloud cloud, UUID id, Mortality life) {
        this.life = life;
        var config = TestCloud.storeConfig(cloud.database());
        database = open(Database.over(new MortalPool(config, life), Constraints.none()));
        notifications = open(Notifications.start(config, new Random(1)));
        queue = open(new WorkQueue(
                id, database, notifications, WORK, WorkTime.ofDatabase(), WorkMetrics.NONE, new Random(2)));
        var platform =
                new Clusters.Platform(database, notifications, queue, cloud.ids(), cloud.clock(), new SecureRandom());
        clusters = open(new Clusters(
                platform, cloud.catalog(), cloud.config(), cloud.addresses(), ScriptedEngine.NAME, QUICK_REPEATS));
    }

    private <T extends AutoCloseable> T open(T part) {
        opened.addFirst(part);
        return part;
    }

    void serve(ClusterEngine engine) {
        open(engine);
        open(clusters.serve(engine));
    }

    ClusterService clusters() {
        return clusters.service();
    }

    Clusters feature() {
        return clusters;
    }

    Database database() {
        return database;
    }

    void wakeAll() {
        queue.wakeAll();
    }

    /// Ends the server as the operating system ends a killed process: its connections break, and nothing of it runs.
    void bury() {
        life.kill();
        for (var part : opened) {
            try {
                part.close();
            } catch (Exception | ServerDied e) {
                log.atDebug().log("a dead server cannot clean up: {}", e.toString());
            }
        }
        opened.clear();
    }

    @Override
    public void close() {
        if (life.diedAt().isPresent()) {
            bury();
            return;
        }
        for (var part : opened) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close " + part, e);
            }
        }
        opened.clear();
    }
}
