package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.local.pki.DamagedPkiException;
import org.jspecify.annotations.Nullable;

/// Why a control plane did not come up.
final class StartFailure extends Exception {
    private final String reason;
    private final String detail;

    /// @param reason one CamelCase word
    /// @param message a sentence for the user of the cluster
    /// @param detail for the operator
    StartFailure(String reason, String message, String detail, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.detail = detail;
    }

    /// @param cause that nothing more can be said of
    static StartFailure of(Exception cause) {
        var detail = String.valueOf(cause.getMessage());
        return cause instanceof DamagedPkiException
                ? new StartFailure(
                        "CertificatesDamaged",
                        "The cluster's certificate authority is damaged; an operator must restore it.",
                        detail,
                        cause)
                : new StartFailure("StartFailed", Phase.FAILED.message(), detail, cause);
    }

    StepResult.Failed asResult() {
        var message = getMessage();
        return new StepResult.Failed(reason, message == null ? "" : message, detail);
    }
}
