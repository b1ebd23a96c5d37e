package io.bergwerk.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Looks at a cluster's disruption budgets all the time, and keeps every moment at which one had fewer healthy pods
/// than
/// it needs, once it had enough.
final class BudgetWatch implements AutoCloseable {
    private static final Duration AGAIN_AFTER = Duration.ofMillis(200);
    private static final String COLUMNS =
            "jsonpath={.metadata.name} {.status.currentHealthy} {.status.desiredHealthy}{'\\n'}";

    private final Kubectl kubectl;
    private final Set<String> satisfied = ConcurrentHashMap.newKeySet();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile @Nullable Process process;

    BudgetWatch(Kubectl kubectl) {
        this.kubectl = kubectl;
        this.thread = Thread.ofVirtual().name("budgets").start(this::look);
    }

    /// A watch ends with its API server, and is begun again.
    private void look() {
        while (!closed) {
            try {
                follow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LockSupport.parkNanos(AGAIN_AFTER.toNanos());
        }
    }

    private void follow() throws IOException {
        var line = kubectl.line("get", "poddisruptionbudgets", "--watch", "-o", COLUMNS);
        var started = Command.builder(Map.of(), line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process = started;
        if (closed) {
            started.destroyForcibly();
        }
        try (var output = new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8))) {
            for (var seen = output.readLine(); seen != null; seen = output.readLine()) {
                judge(seen.split(" ", -1));
            }
        }
    }

    private void judge(String[] budget) {
        if (budget.length < 3 || budget[1].isEmpty() || budget[2].isEmpty()) {
            return; // nobody has counted its pods yet
        }
        looks.incrementAndGet();
        var healthy = Integer.parseInt(budget[1]);
        var needed = Integer.parseInt(budget[2]);
        if (healthy >= needed && needed > 0) {
            satisfied.add(budget[0]);
        } else if (satisfied.contains(budget[0])) {
            violations.add("%s: %d healthy of %d needed".formatted(budget[0], healthy, needed));
        }
    }

    /// Names of budgets that once had all the pods they need.
    Set<String> satisfied() {
        return satisfied;
    }

    List<String> violations() {
        return violations;
    }

    /// How many states of budgets were seen.
    int looks() {
        return looks.get();
    }

    @Override
    public void close() {
        closed = true;
        var running = process;
        if (running != null) {
            running.destroyForcibly();
        }
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
