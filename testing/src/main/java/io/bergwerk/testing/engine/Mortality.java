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
    private @Nullable String lastPoint;
    private int lastOccurrence;
    private @Nullable String diedAt;
    private boolean uncounted;

    /// Lets the server die after the next point of that name.
    public void dieAfter(String point) {
        dieAfter(point, 1);
    }

    /// Lets the server die after it has passed the point of that name so many times. Threads take turns in another
    /// order each time, so a point's place among all points would name another one in the next run.
    public synchronized void dieAfter(String point, int occurrence) {
        lastPoint = point;
        lastOccurrence = occurrence;
    }

    /// Lets points be passed that do not count, until [#count]: those of a beginning that is not looked at.
    public synchronized void countNot() {
        uncounted = true;
    }

    public synchronized void count() {
        uncounted = false;
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
        if (uncounted) {
            return;
        }
        points.add(point);
        if (point.equals(lastPoint) && --lastOccurrence == 0) {
            diedAt = point;
            throw new ServerDied(diedAt);
        }
    }

    /// Ends the server from outside, between two points.
    public synchronized void kill() {
        if (diedAt == null) {
            diedAt = "killed from outside";
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
