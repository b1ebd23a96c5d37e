package io.bergwerk.engine.local.workers.kubelet;

/// A request that a kubelet answers with an error, and the text that the user of kubectl then reads.
final class RefusedException extends RuntimeException {
    private final int status;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
