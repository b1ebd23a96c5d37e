package io.bergwerk.server.signin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Something of a provider that is read now and then, by one caller at a time.
///
/// That it could not be read is remembered for some seconds: those who waited for it do not find out again, one
/// after another, so nobody waits longer than for one answer.
final class Reading<T> {
    static final Duration FAILURE_HOLDS = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Read<T>> last = Optional.empty();
    private Optional<Read<SignInException>> failure = Optional.empty();

    interface Source<T> {
        T read() throws SignInException;
    }

    private record Read<V>(V value, Instant at) {
        boolean isAtMost(Duration age, Instant now) {
            return Duration.between(at, now).compareTo(age) <= 0;
        }
    }

    Reading(InstantSource clock) {
        this.clock = clock;
    }

    /// What was read at most so long ago; asks for it otherwise.
    ///
    /// @throws SignInException as the source, or as it did some seconds ago
    T notOlderThan(Duration age, Source<T> source) throws SignInException {
        lock.lock();
        try {
            var now = clock.instant();
            var known = last.filter(read -> read.isAtMost(age, now));
            if (known.isPresent()) {
                return known.get().value();
            }
            var failed = failure.filter(read -> read.isAtMost(FAILURE_HOLDS, now));
            if (failed.isPresent()) {
                throw new SignInException(
                        failed.get().value().words(), failed.get().value());
            }
            return read(source);
        } finally {
            lock.unlock();
        }
    }

    private T read(Source<T> source) throws SignInException {
        try {
            var value = source.read();
            last = Optional.of(new Read<>(value, clock.instant()));
            failure = Optional.empty();
            return value;
        } catch (SignInException e) {
            failure = Optional.of(new Read<>(e, clock.instant()));
            throw e;
        }
    }
}
