package io.bergwerk.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ApiExceptionTest {
    @Test
    void anInvalidFieldIsNamedWithWhatWasGivenAndWhatWasExpected() {
        var failure = ApiException.invalid("workers[0].minsize", 5, "at most maxsize, which is 3");

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.publicMessage())
                .isEqualTo("validation error: workers[0].minsize: 5 (expected: at most maxsize, which is 3)");
        assertThat(failure.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.ruleId()).isEqualTo("workers.minsize"));
    }

    @Test
    void severalViolationsStandOnePerLine() {
        var failure = ApiException.invalid(
                List.of(new FieldViolation("name", "too short", "min"), new FieldViolation("project", "empty", "min")));

        assertThat(failure.publicMessage()).isEqualTo("validation errors:\n - name: too short\n - project: empty");
    }

    @Test
    void detailNeverReachesThePublicMessage() {
        var failure = ApiException.notFound("cluster x: no such cluster")
                .withDetail("row gone")
                .withDetail("second");

        assertThat(failure.publicMessage()).isEqualTo("cluster x: no such cluster");
        assertThat(failure.detail()).isEqualTo("second: row gone");
        assertThat(failure).hasMessageContaining("row gone");
    }

    @Test
    void aHugeValueIsCutInTheMessage() {
        assertThat(ApiException.invalid("name", "x".repeat(10_000), "less").publicMessage())
                .hasSizeLessThan(200);
    }
}
