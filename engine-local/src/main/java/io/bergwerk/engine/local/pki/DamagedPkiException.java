package io.bergwerk.engine.local.pki;

/// A cluster's authority is there in part only; making a new one would lock out every client it ever had.
public final class DamagedPkiException extends RuntimeException {
    DamagedPkiException(String message) {
        super(message);
    }
}
