package io.bergwerk.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {
    private static final String ROCKET = "\uD83D\uDE80";

    @Test
    void aTextIsNeverCutWithinACharacter() {
        assertThat(Texts.cut("ab" + ROCKET, 4)).isEqualTo("ab" + ROCKET);
        assertThat(Texts.cut("ab" + ROCKET, 3)).isEqualTo("ab");
        assertThat(Texts.cut("ab" + ROCKET, 2)).isEqualTo("ab");
        assertThat(Texts.cut(ROCKET + "a", 2)).isEqualTo(ROCKET);
        assertThat(Texts.cut("a", 0)).isEmpty();
    }

    @Test
    void dotsSayThatSomethingIsLeftOut() {
        assertThat(Texts.shortened("abcdefgh", 8)).isEqualTo("abcdefgh");
        assertThat(Texts.shortened("abcdefghi", 8)).isEqualTo("abcde...");
        assertThat(Texts.shortened("abcd" + ROCKET + "ghi", 8)).isEqualTo("abcd...");
    }

    @Test
    void valuesAreShownShortAndTextsInQuotes() {
        assertThat(Texts.shown(5)).isEqualTo("5");
        assertThat(Texts.shown("a")).isEqualTo("\"a\"");
        assertThat(Texts.shown("x".repeat(81))).isEqualTo("\"" + "x".repeat(77) + "...\"");
    }

    @Test
    void wordsOfSomebodyElseArePrintable() {
        assertThat(Texts.printable(" a\0\n\tb \uD83Dc " + ROCKET + "\n")).isEqualTo("a b  c " + ROCKET);
    }

    @Test
    void halfCharactersAndNulCannotBeKept() {
        assertThat(Texts.canBeKept("")).isTrue();
        assertThat(Texts.canBeKept("Jürgen\n" + ROCKET)).isTrue();
        assertThat(Texts.canBeKept("a\0b")).isFalse();
        assertThat(Texts.canBeKept("a\uD83D")).isFalse();
        assertThat(Texts.canBeKept("\uDE80a")).isFalse();
        assertThat(Texts.canBeKept("\uDE80\uD83D")).isFalse();
    }
}
