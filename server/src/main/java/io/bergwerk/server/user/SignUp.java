package io.bergwerk.server.user;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/// Who may come in who was never here.
///
/// @param by everybody, those with an invite, or those with an e-mail address of a domain
/// @param domains of those e-mail addresses
public record SignUp(By by, List<String> domains) {
    /// What lets somebody in.
    public enum By {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("invite")
        INVITE,
        @JsonProperty("domain")
        DOMAIN
    }

    public static final SignUp OPEN = new SignUp(By.OPEN, List.of());

    public SignUp {
        domains =
                domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
        if (by == By.DOMAIN && domains.isEmpty()) {
            throw new IllegalArgumentException("sign-in.sign-up.domains: [] (expected: at least one)");
        }
    }

    boolean admits(Identity identity, boolean invited) {
        return switch (by) {
            case OPEN -> true;
            case INVITE -> invited;
            case DOMAIN -> admitsForDomain(identity);
        };
    }

    /// Whether domains count, and the person has an address of one.
    boolean admitsForDomain(Identity identity) {
        return by == By.DOMAIN && identity.email().filter(this::isOfDomain).isPresent();
    }

    /// Whether somebody known may still come in: for a domain only those who are of it.
    boolean keeps(Identity identity, boolean byDomain) {
        return by != By.DOMAIN || !byDomain || admitsForDomain(identity);
    }

    private boolean isOfDomain(String email) {
        return domains.contains(email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT));
    }
}
