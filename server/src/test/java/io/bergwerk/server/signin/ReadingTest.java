package io.bergwerk.server.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static final int CALLERS = 20;
    private static final Duration HOUR = Duration.ofHours(1);

    private final SettableClock clock = SettableClock.atNoon();
    private final Reading<Integer> reading = new Reading<>(clock);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void manyWhoComeAtOnceAskASilentProviderOnce() throws Exception {
        var arrived = new CountDownLatch(CALLERS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = threads.invokeAll(IntStream.range(0, CALLERS)
                    .<Callable<Integer>>mapToObj(_ -> () -> {
                        arrived.countDown();
                        return reading.notOlderThan(HOUR, () -> {
                            asked.incrementAndGet();
                            awaitAll(arrived);
                            throw new SignInException("silent");
                        });
                    })
                    .toList());

            assertThat(calls).allSatisfy(call -> assertThat(call.state()).isEqualTo(Future.State.FAILED));
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void afterSomeSecondsItIsAskedAgain() throws SignInException {
        assertThatThrownBy(this::fail).hasMessage("silent");
        assertThatThrownBy(this::read).hasMessage("silent");
        clock.advance(Reading.FAILURE_HOLDS.plusMillis(1));

        assertThat(read()).isEqualTo(2);
        clock.advance(HOUR);
        assertThat(read()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(1));
        assertThat(read()).isEqualTo(3);
    }

    @Test
    void whatWasReadStaysWhenItCannotBeReadAnew() throws SignInException {
        assertThat(read()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));

        assertThatThrownBy(() -> failNotOlderThan(Duration.ofSeconds(10))).hasMessage("silent");
        assertThat(read()).isEqualTo(1);
    }

    private int read() throws SignInException {
        return reading.notOlderThan(HOUR, asked::incrementAndGet);
    }

    private int fail() throws SignInException {
        return failNotOlderThan(HOUR);
    }

    private int failNotOlderThan(Duration age) throws SignInException {
        return reading.notOlderThan(age, () -> {
            asked.incrementAndGet();
            throw new SignInException("silent");
        });
    }

    private static void awaitAll(CountDownLatch arrived) {
        try {
            arrived.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
