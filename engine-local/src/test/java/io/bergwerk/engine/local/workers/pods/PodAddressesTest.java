package io.bergwerk.engine.local.workers.pods;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PodAddressesTest {
    private final PodAddresses addresses = new PodAddresses();

    @Test
    void addressesComeFromTheRangeOncePerPodAndNeverTwice() {
        addresses.note("n", "10.240.2.3");

        assertThat(addresses.take("n", "10.240.2.0/29")).contains("10.240.2.2");
        assertThat(addresses.take("n", "10.240.2.0/29")).contains("10.240.2.4");
        assertThat(addresses.take("n", "10.240.2.0/29")).contains("10.240.2.5");
        assertThat(addresses.take("n", "10.240.2.0/29")).contains("10.240.2.6");
        assertThat(addresses.take("n", "10.240.2.0/29")).isEmpty();

        addresses.free("n", "10.240.2.4");

        assertThat(addresses.take("n", "10.240.2.0/29")).contains("10.240.2.4");
    }

    @Test
    void aNodeWithoutARangeHasNone() {
        assertThat(addresses.take("n", "")).isEmpty();
    }
}
