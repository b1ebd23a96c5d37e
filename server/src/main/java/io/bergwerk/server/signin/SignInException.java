package io.bergwerk.server.signin;

/// Why somebody could not be signed in by their provider, in words for them.
final class SignInException extends Exception {
    private final String words;

    SignInException(String words) {
        super(words);
        this.words = words;
    }

    SignInException(String words, Throwable cause) {
        super(words, cause);
        this.words = words;
    }

    String words() {
        return words;
    }
}
