package io.bergwerk.server.signin;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Codes of the built-in sign-in: good once, for a quarter of an hour, and stored as hashes only.
///
/// A code has 100 random bits, so it cannot be guessed, and looking it up by its hash tells nothing by the
/// time it takes.
public final class SignInCodes {
    public static final Duration HOLDS_FOR = Duration.ofMinutes(15);
    /// No letters that are read as others: Crockford's alphabet for people.
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int LENGTH = 20;
    private static final int GROUP = 5;
    private static final int MAX_CODES_OF_A_USER = 20;
    private static final Pattern SHAPE = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");

    private final Database database;
    private final SignInCodeStore codes = new SignInCodeStore();
    private final InstantSource clock;
    private final SecureRandom random;

    public SignInCodes(Database database, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.clock = clock;
        this.random = random;
    }

    /// A new code for a user, for example `k3x9q-7mz0v-2hw4t-c8n5d`.
    ///
    /// @throws ApiException `NOT_FOUND` if there is no such user
    public String create(UserLogin user) {
        var code = draw();
        var now = clock.instant();
        database.useTransaction(tx -> {
            if (!codes.userExists(tx, user)) {
                throw ApiException.notFound("user " + user + ": no such user");
            }
            codes.prune(tx, user, now, MAX_CODES_OF_A_USER - 1);
            codes.insert(tx, hash(code), user, now.plus(HOLDS_FOR));
        });
        return grouped(code);
    }

    /// Whose code it is; empty if it is unknown, spent or too old. It is spent after this.
    Optional<UserLogin> spend(String given) {
        var code = given.toLowerCase(Locale.ROOT).replace("-", "").replace(" ", "");
        if (!SHAPE.matcher(code).matches()) {
            return Optional.empty();
        }
        return database.inTransaction(tx -> codes.spend(tx, hash(code), clock.instant()));
    }

    private String draw() {
        var code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    private static String grouped(String code) {
        return code.replaceAll(".{" + GROUP + "}(?=.)", "$0-");
    }

    private static byte[] hash(String code) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
