package io.bergwerk.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OwnContractTest {
    @Test
    void everyProtoOfOurPackageIsListed() throws IOException {
        try (Stream<Path> protos = Files.walk(Path.of("src/main/proto/bergwerk/v1"))) {
            var names = protos.filter(file -> file.toString().endsWith(".proto"))
                    .map(file -> Path.of("src/main/proto").relativize(file).toString());

            assertThat(OwnContract.files().stream().map(file -> file.getFullName()))
                    .containsExactlyElementsOf(names.sorted().toList());
        }
    }

    @Test
    void everyMethodHasAPolicyAndIsAuditedUnlessItOnlyReads() {
        assertThat(OwnContract.methods()).isNotEmpty().allSatisfy(method -> {
            var policy = MethodPolicy.of(method);
            var onlyReads = method.getName().matches("(Get|List|Watch|Plan|Preview|My|LastUsed|Export).*");
            assertThat(policy.audited()).as(policy.path()).isEqualTo(!onlyReads);
        });
    }
}
