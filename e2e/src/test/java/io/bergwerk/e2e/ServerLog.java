package io.bergwerk.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the log of an installation's servers tells of one operation on one cluster, read as it is written.
///
/// Phases of its control plane are told as they begin, all else as it ends.
final class ServerLog {
    static final String CREATED = "cluster is as ordered";
    static final String GONE = "cluster is gone";

    private static final Pattern STEP = Pattern.compile("a step is done cluster=\"([^\"]+)\" step=\"([^\"]+)\"");
    private static final Pattern PHASE = Pattern.compile("control plane of cluster (\\S+): (\\w+)");
    private static final Pattern MILESTONE =
            Pattern.compile("(?<step>%s|%s) cluster=\"([^\"]+)\"".formatted(CREATED, GONE));

    /// Short beside what a server does from one step to the next.
    private static final Duration LOOK_EVERY = Duration.ofNanos(200_000);

    private final Path file;
    private final String cluster;
    private final List<String> steps;
    private final String end;
    private final Set<String> told = new HashSet<>();
    private long offset;
    private String unfinished = "";

    /// @param steps those of the operation; others are passed over
    /// @param end what is told last
    ServerLog(Installation installation, String cluster, List<String> steps, String end) {
        this.file = installation.data().resolve("log/server.log");
        this.cluster = cluster;
        this.steps = steps;
        this.end = end;
    }

    String end() {
        return end;
    }

    /// The steps since the last call, once there are any; none if there are none within the limit.
    List<String> await(Duration limit) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - deadline < 0) {
            var news = news();
            if (!news.isEmpty()) {
                return news;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return List.of();
    }

    /// Each server tells all of its steps anew.
    void expectAnotherServer() {
        told.clear();
    }

    /// The steps since the last call, without those that the same server told before: a pass may repeat one.
    List<String> news() {
        var text = unfinished + added();
        var whole = text.lastIndexOf('\n') + 1;
        unfinished = text.substring(whole);
        return text.substring(0, whole)
                .lines()
                .filter(line -> line.contains(cluster))
                .flatMap(line -> step(line).stream())
                .filter(step -> steps.contains(step) || step.equals(end))
                .filter(told::add)
                .toList();
    }

    /// All steps of any cluster that were ever told.
    static Set<String> allSteps(Installation installation) {
        return STEP.matcher(Workspace.read(installation.data().resolve("log/server.log")))
                .results()
                .map(result -> result.group(2))
                .collect(Collectors.toSet());
    }

    private static Optional<String> step(String line) {
        for (var pattern : List.of(STEP, PHASE)) {
            var found = pattern.matcher(line);
            if (found.find()) {
                return Optional.of(found.group(2));
            }
        }
        var milestone = MILESTONE.matcher(line);
        return milestone.find() ? Optional.of(milestone.group("step")) : Optional.empty();
    }

    private String added() {
        try (var channel = FileChannel.open(file)) {
            if (channel.size() == offset) {
                return "";
            }
            var bytes = Channels.newInputStream(channel.position(offset)).readAllBytes();
            offset += bytes.length;
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
