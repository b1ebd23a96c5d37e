package io.bergwerk.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The protos against the table of the public API: whatever differs, in whichever direction, is named and fails.
class PublicContractTest {
    @Test
    void theProtosSayWhatTheTableSays() {
        var built = ContractFacts.of(PublicContract.files());

        assertThat(ContractComparison.differences(ContractTable.read(), built)).isEmpty();
    }

    @Test
    void theContractHasItsTwentyThreeServicesAndEightyEightMethods() {
        assertThat(PublicContract.services()).hasSize(23).doesNotHaveDuplicates();
        assertThat(PublicContract.methods()).hasSize(88).doesNotHaveDuplicates();
        assertThat(PublicContract.services().stream().map(ServiceDescriptor::getFullName))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyProtoOfTheThreePackagesIsListed() throws IOException {
        try (Stream<Path> protos = Files.walk(Path.of("src/main/proto"))) {
            var names = protos.filter(file -> file.toString().endsWith(".proto"))
                    .map(file -> Path.of("src/main/proto").relativize(file).toString())
                    .filter(name -> name.matches("(api|admin|status)/v1/.*"));

            assertThat(PublicContract.files().stream().map(file -> file.getFullName()))
                    .containsExactlyInAnyOrderElementsOf(names.toList());
        }
    }
}
