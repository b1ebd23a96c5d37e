package io.bergwerk.server.kubeconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SealedBoxTest {
    private static final byte[] TEXT = "a key that nobody may see".getBytes(UTF_8);
    private static final byte[] CONTEXT = "request 1".getBytes(UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final SealedBox.Recipient recipient = new SealedBox.Recipient(random);

    @Test
    void theRecipientAloneOpensIt() {
        var sealed = SealedBox.seal(TEXT, recipient.publicKey(), CONTEXT, random);

        assertThat(recipient.open(sealed, CONTEXT)).isEqualTo(TEXT);
        assertThat(new String(sealed, UTF_8)).doesNotContain("nobody");
        assertThatIllegalArgumentException().isThrownBy(() -> new SealedBox.Recipient(random).open(sealed, CONTEXT));
    }

    @Test
    void itAnswersOneRequestAlone() {
        var sealed = SealedBox.seal(TEXT, recipient.publicKey(), CONTEXT, random);

        assertThatIllegalArgumentException().isThrownBy(() -> recipient.open(sealed, "request 2".getBytes(UTF_8)));
    }

    @Test
    void aChangedByteIsNoticed() {
        var sealed = SealedBox.seal(TEXT, recipient.publicKey(), CONTEXT, random);
        sealed[sealed.length - 1] ^= 1;

        assertThatIllegalArgumentException().isThrownBy(() -> recipient.open(sealed, CONTEXT));
        assertThatIllegalArgumentException().isThrownBy(() -> recipient.open(new byte[0], CONTEXT));
    }

    @Test
    void twoBoxesWithOneContentDiffer() {
        assertThat(SealedBox.seal(TEXT, recipient.publicKey(), CONTEXT, random))
                .isNotEqualTo(SealedBox.seal(TEXT, recipient.publicKey(), CONTEXT, random));
    }
}
