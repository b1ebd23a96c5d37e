package io.bergwerk.engine.local.workers.nodes;

import io.bergwerk.common.Texts;
import io.bergwerk.engine.local.workers.nodes.PodsOnNodes.PodOnNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Evictions that were refused: why, and when each is tried again. Only pods that are being drained are in
/// it.
final class Attempts {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private static final Pattern BUDGET = Pattern.compile("disruption budget (\\S+) (.*)", Pattern.DOTALL);
    private static final int WORDS_MAX = 200; // of what a webhook answers

    private record Attempt(int refusals, Instant again, String obstacle) {}

    private final RandomGenerator random;
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();

    Attempts(RandomGenerator random) {
        this.random = random;
    }

    boolean isDue(PodOnNode pod, Instant now) {
        var attempt = attempts.get(pod.uid());
        return attempt == null || !now.isBefore(attempt.again());
    }

    /// The first pause, twice as long after each refusal up to the longest, with up to a quarter taken off.
    void refused(PodOnNode pod, Instant now, String obstacle) {
        var former = attempts.get(pod.uid());
        var refusals = former == null ? 0 : former.refusals();
        var pause = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(refusals, 10));
        var jitter = random.nextLong(Math.max(1, pause / 4));
        var shortened = refusals == 0 ? pause : pause - jitter;
        attempts.put(pod.uid(), new Attempt(refusals + 1, now.plusMillis(shortened), obstacle));
    }

    void accepted(PodOnNode pod) {
        attempts.remove(pod.uid());
    }

    void retain(Collection<PodOnNode> left) {
        attempts.keySet().retainAll(left.stream().map(PodOnNode::uid).collect(Collectors.toSet()));
    }

    Optional<Instant> nextDue() {
        return attempts.values().stream().map(Attempt::again).min(Instant::compareTo);
    }

    /// What stands in the way, in one sentence; empty if nothing does.
    Optional<String> obstacle() {
        return attempts.values().stream().map(Attempt::obstacle).findFirst();
    }

    /// The API's words about a budget, with its namespace.
    static String budgetObstacle(PodOnNode pod, String detail) {
        var matcher = BUDGET.matcher(detail);
        return matcher.find()
                ? "PodDisruptionBudget %s/%s allows no disruption of pod %s (it %s)."
                        .formatted(pod.namespace(), matcher.group(1), pod, matcher.group(2))
                : "A PodDisruptionBudget in namespace %s allows no disruption of pod %s."
                        .formatted(pod.namespace(), pod);
    }

    static String otherObstacle(PodOnNode pod, String message) {
        var words = Texts.shortened(message, WORDS_MAX);
        return "Pod %s cannot be evicted: %s.".formatted(pod, words);
    }
}
