package io.bergwerk.common;

/// What every text here has to heed: its characters beyond the first 65,536 take two `char` each.
public final class Texts {
    private Texts() {}

    /// The beginning of a text, at most `max` long and never half a character more.
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
