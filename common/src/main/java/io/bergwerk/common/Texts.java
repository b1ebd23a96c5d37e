package io.bergwerk.common;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Texts that come from elsewhere, as they can be kept and shown. None is ever cut within a character, of which many
/// take two `char`.
public final class Texts {
    private static final int MAX_SHOWN = 80;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]+");

    private Texts() {}

    /// The beginning of a text, at most `max` long.
    public static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        var end = max > 0 && Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }

    /// At most `max` of a text, with dots where something is left out.
    public static String shortened(String text, int max) {
        return text.length() <= max ? text : cut(text, max - 3) + "...";
    }

    /// At most 80 characters of a value, so that a hostile one cannot fill a log or an answer; a text in quotes.
    public static String shown(@Nullable Object given) {
        var text = shortened(String.valueOf(given), MAX_SHOWN);
        return given instanceof CharSequence ? "\"" + text + "\"" : text;
    }

    /// Somebody else's words on one line, with blanks for control characters and half characters.
    public static String printable(String words) {
        return UNPRINTABLE.matcher(words).replaceAll(" ").strip();
    }

    /// Whether it can be kept and sent as UTF-8: it has no half characters, and no NUL, which PostgreSQL does not take.
    public static boolean canBeKept(String text) {
        for (int i = 0; i < text.length(); ) {
            var character = text.codePointAt(i);
            if (character == 0 || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE)) {
                return false;
            }
            i += Character.charCount(character);
        }
        return true;
    }
}
