package io.bergwerk.server.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.api.PublicContract;
import io.bergwerk.api.v1.ClusterServiceWatchStatusRequest;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What ends a stream that was rightly opened.
class StreamGuardTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestApi api;
    String project = "";
    String token = "";
    StreamGuard guard;

    @BeforeEach
    void bobWatches() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), clock));
        project = api.user("alice@local");
        api.user("bob@local");
        store.raw()
                .execute("INSERT INTO project_member VALUES ('%s', 'bob@local', 'VIEWER', now())".formatted(project));
        token = api.signIn("bob@local");
        var authenticator = api.tokens().authenticator();
        guard = new StreamGuards(authenticator, Authorizer.of(store.database()), clock)
                .of(
                        MethodTable.ofMethods(PublicContract.methods())
                                .find("/api.v1.ClusterService/WatchStatus")
                                .orElseThrow(),
                        Optional.of(authenticator.authenticate(token)),
                        ClusterServiceWatchStatusRequest.newBuilder()
                                .setProject(project)
                                .build());
    }

    @Test
    void aCallerWhoKeepsTheRightWatchesOn() {
        clock.advance(StreamGuards.RECHECK.multipliedBy(3));

        assertThatCode(guard::check).doesNotThrowAnyException();
    }

    @Test
    void aRevokedTokenEndsItWithinTheRecheck() {
        var id = api.tokens().authenticator().authenticate(token).caller().token();
        api.call(token, "api.v1.TokenService/Revoke", "{\"uuid\":\"%s\"}".formatted(id));

        clock.advance(StreamGuards.RECHECK);

        assertEnds(ErrorCode.UNAUTHENTICATED, "the token was revoked: sign in again");
    }

    @Test
    void aMemberWhoWasRemovedIsOutWithinTheRecheck() {
        store.raw()
                .execute("DELETE FROM project_member WHERE member = 'bob@local' AND project = '%s'".formatted(project));

        clock.advance(StreamGuards.RECHECK);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(guard::check)
                .extracting(ApiException::code)
                .isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void anExpiredTokenEndsItWithTheNextMessage() {
        clock.advance(Duration.ofHours(8));

        assertEnds(ErrorCode.UNAUTHENTICATED, "the token has expired: sign in again");
    }

    /// A clock that was set back must not keep the stream alive until it has caught up.
    @Test
    void aClockSetBackDoesNotPutTheRecheckOff() {
        store.raw()
                .execute("DELETE FROM project_member WHERE member = 'bob@local' AND project = '%s'".formatted(project));

        clock.advance(Duration.ofHours(-1));

        assertThatExceptionOfType(ApiException.class).isThrownBy(guard::check);
    }

    private void assertEnds(ErrorCode code, String message) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(guard::check)
                .withMessage(message)
                .extracting(ApiException::code)
                .isEqualTo(code);
    }
}
