package io.bergwerk.common;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A failure the caller may read: a code, and a message written for them.
///
/// The detail is for operators: it is logged beside the request id and never leaves the server. Whatever else is
/// thrown becomes `INTERNAL`, and its caller sees the request id alone.
public final class ApiException extends RuntimeException {
    private final ErrorCode code;
    private final String publicMessage;
    private final String detail;
    private final transient List<FieldViolation> violations;

    private ApiException(
            ErrorCode code,
            String publicMessage,
            String detail,
            List<FieldViolation> violations,
            @Nullable Throwable cause) {
        super(detail.isEmpty() ? publicMessage : publicMessage + " [" + detail + "]", cause);
        this.code = code;
        this.publicMessage = publicMessage;
        this.detail = detail;
        this.violations = List.copyOf(violations);
    }

    public static ApiException of(ErrorCode code, String publicMessage) {
        return new ApiException(code, publicMessage, "", List.of(), null);
    }

    public static ApiException notFound(String publicMessage) {
        return of(ErrorCode.NOT_FOUND, publicMessage);
    }

    public static ApiException failedPrecondition(String publicMessage) {
        return of(ErrorCode.FAILED_PRECONDITION, publicMessage);
    }

    public static ApiException unavailable(String publicMessage) {
        return of(ErrorCode.UNAVAILABLE, publicMessage);
    }

    /// Says what was given and what would have been fine:
    /// `validation error: workers[0].minsize: 5 (expected: at most maxsize, which is 3)`.
    public static ApiException invalid(String field, Object given, String expected) {
        var reason = "%s (expected: %s)".formatted(Texts.shown(given), expected);
        return invalid(List.of(new FieldViolation(field, reason, field.replaceAll("\\[\\d+]", ""))));
    }

    /// Several rules broken at once; the message lists them one per line.
    public static ApiException invalid(List<FieldViolation> violations) {
        if (violations.isEmpty()) {
            throw new IllegalArgumentException("violations: none (expected: at least one)");
        }
        return new ApiException(ErrorCode.INVALID_ARGUMENT, summary(violations), "", violations, null);
    }

    /// Adds what only an operator may see; the newest context reads first. The public message stays as it is.
    public ApiException withDetail(String context) {
        var joined = detail.isEmpty() ? context : context + ": " + detail;
        return new ApiException(code, publicMessage, joined, violations, this);
    }

    public ApiException withCause(Throwable cause) {
        return new ApiException(code, publicMessage, detail, violations, cause);
    }

    public ErrorCode code() {
        return code;
    }

    /// What the caller sees.
    public String publicMessage() {
        return publicMessage;
    }

    /// What only operators see; empty if nothing is to be added.
    public String detail() {
        return detail;
    }

    /// The broken rules of an `INVALID_ARGUMENT`; empty for every other code.
    public List<FieldViolation> violations() {
        return violations;
    }

    private static String summary(List<FieldViolation> violations) {
        if (violations.size() == 1) {
            return "validation error: " + line(violations.getFirst());
        }
        var text = new StringBuilder("validation errors:");
        violations.forEach(violation -> text.append("\n - ").append(line(violation)));
        return text.toString();
    }

    private static String line(FieldViolation violation) {
        return violation.field() + ": " + violation.reason();
    }
}
