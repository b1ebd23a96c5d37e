package io.bergwerk.engine.local.workers.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the API server answered instead of what was asked for, or that it did not answer at all.
public final class KubeException extends RuntimeException {
    private static final Pattern ADMISSION = Pattern.compile("webhook \"|AdmissionPolicy '");

    private final int code;
    private final String reason;
    private final String detail;

    private KubeException(int code, String reason, String message, String detail, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reason = reason;
        this.detail = detail;
    }

    static KubeException ofStatus(int code, JsonNode status) {
        return new KubeException(
                code,
                status.path("reason").asText("Unknown"),
                status.path("message").asText("HTTP status " + code),
                status.at("/details/causes/0/message").asText(""),
                null);
    }

    static KubeException unreachable(Throwable cause) {
        return new KubeException(0, "Unreachable", "the API server does not answer", "", cause);
    }

    /// HTTP status; 0 if there was no answer.
    public int code() {
        return code;
    }

    /// The API's word for it, for example `AlreadyExists`.
    public String reason() {
        return reason;
    }

    /// What the API says about the cause, for example which disruption budget refused; empty if nothing.
    public String detail() {
        return detail;
    }

    public boolean isNotFound() {
        return code == 404;
    }

    public boolean isConflict() {
        return code == 409;
    }

    /// Another object of that name is there already, as opposed to one that changed meanwhile.
    public boolean isAlreadyThere() {
        return reason.equals("AlreadyExists");
    }

    /// A disruption budget or the server's own limits say: later.
    public boolean isTooManyRequests() {
        return code == 429;
    }

    /// A webhook or an admission policy of the cluster's users refused, or did not answer and counts as refusing.
    public boolean isRefusedByAdmission() {
        return ADMISSION.matcher(String.valueOf(getMessage())).find();
    }

    public boolean isUnreachable() {
        return code == 0;
    }
}
