package io.bergwerk.testing.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The life of one simulated server: it can be told to end after any of its calls outwards.
///
/// Everything that reaches out of the server (engine calls, commits) reports here. Once dead, every further report
/// throws too, so that nothing of that server reaches the world any more, whatever its threads still try.
public final class Mortality {
    private final List<String> points = new ArrayList<>();
    private int lastIndex = Integer.MAX_VALUE;
    private @Nullable String lastPoint;
    private @Nullable String diedAt;

    /// Lets the server die after the point of that number, counted from 0.
    public synchronized void dieAfter(int index) {
        lastIndex = index;
    }

    /// Lets the server die after the next point of that name.
    public synchronized void dieAfter(String point) {
        lastPoint = point;
    }

    /// To be called before anything that reaches out.
    ///
    /// @throws ServerDied if the server is dead
    public synchronized void requireAlive() {
        if (diedAt != null) {
            throw new ServerDied(diedAt);
        }
    }

    /// To be called when something that reaches out has happened.
    ///
    /// @throws ServerDied if this was the last thing the server did, or it is dead already
    public synchronized void passed(String point) {
        requireAlive();
        var index = points.size();
        points.add(point);
        if (index == lastIndex || point.equals(lastPoint)) {
            diedAt = "%d: %s".formatted(index, point);
            notifyAll();
            throw new ServerDied(diedAt);
        }
    }

    /// Ends the server from outside, between two points.
    public synchronized void kill() {
        if (diedAt == null) {
            diedAt = "%d: killed from outside".formatted(points.size());
        }
    }

    /// The points passed so far, in order.
    public synchronized List<String> points() {
        return List.copyOf(points);
    }

    public synchronized Optional<String> diedAt() {
        return Optional.ofNullable(diedAt);
    }
}
