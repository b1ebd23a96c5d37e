package io.bergwerk.server.signin;

/// Why somebody could not be signed in by their provider, in words for them.
final class SignInException extends Exception {
    SignInException(String message) {
        super(message);
    }

    SignInException(String message, Throwable cause) {
        super(message, cause);
    }
}
