package io.bergwerk.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The builder of Kubernetes, as far as it goes without building.
final class KubernetesBuildTest {
    @TempDir
    private Path temporary;

    @Test
    void theVersionsOnOfferHaveTheirChecksumsCommitted() {
        assertThat(build("--list").output().lines()).contains("1.36.1", "1.36.3", "1.37.2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1.36      | version '1.36': expected MAJOR.MINOR.PATCH",
                "latest    | version 'latest': expected MAJOR.MINOR.PATCH",
                "../v1     | expected MAJOR.MINOR.PATCH",
                "1.2.3     | no module for its minor; known versions: 1.36.1 1.36.3",
                "--frob    | option '--frob' is unknown",
            })
    void aWrongCallNamesWhatWasGivenAndWhatWasExpected(String argument, String message) {
        var said = build(argument);

        assertThat(said.output()).contains(message);
        assertThat(said.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.36.1", "1.36.3", "1.37.2"})
    void everyModuleNamesItsPatchThroughout(String version) {
        var said = Shell.script(temporary, functions() + "write_module " + version + " out && cat out/go.mod");

        assertThat(said.output())
                .contains("k8s.io/kubernetes v" + version + "\n")
                .contains("k8s.io/apiserver => k8s.io/apiserver v0" + version.substring(1) + "\n");
        assertThat(said.output().lines().filter(line -> line.contains("k8s.io/client-go") && line.contains("=>")))
                .containsExactly("\tk8s.io/client-go => k8s.io/client-go v0" + version.substring(1));
    }

    @Test
    void aSoundSetHasNoFlaw() throws IOException {
        set();

        assertThat(flaw()).isEmpty();
    }

    @Test
    void aChangedByteIsAFlaw() throws IOException {
        Files.writeString(set().resolve("bwkube"), "other bytes");

        assertThat(flaw()).contains("bwkube is corrupt");
    }

    @Test
    void aSetOfOtherSourcesIsAFlaw() throws IOException {
        var stamp = set().resolve("stamp");
        Files.writeString(stamp, Files.readString(stamp).replace("sources abc", "sources def"));

        assertThat(flaw()).contains("built from other sources");
    }

    @Test
    void aSetWithoutStampIsForeign() throws IOException {
        Files.delete(set().resolve("stamp"));

        assertThat(flaw()).contains("not of this build");
    }

    @Test
    void aComponentThatIsNoLinkIsAFlaw() throws IOException {
        var component = set().resolve("kubelet");
        Files.delete(component);
        Files.writeString(component, "#!/bin/sh\n");

        assertThat(flaw()).contains("kubelet is not a link");
    }

    private Path set() throws IOException {
        var made = Shell.script(temporary, functions() + """
                        go=true
                        mkdir set && echo program >set/bwkube && chmod +x set/bwkube && ln -s bwkube set/kubelet
                        write_stamp set 1.36.3 abc bwkube
                        """);
        assertThat(made.status()).as(made.output()).isZero();
        var directory = temporary.resolve("set");
        assertThat(Files.getPosixFilePermissions(directory.resolve("bwkube")))
                .containsAll(PosixFilePermissions.fromString("r-x------"));
        return directory;
    }

    private String flaw() {
        return Shell.script(temporary, functions() + "flaw set abc bwkube kubelet")
                .output();
    }

    /// The script's functions without its last line, which would run it.
    private String functions() {
        return """
                eval "$(sed -e '$d' -e "s|^here=.*|here='$home/kubernetes'|" "$home/kubernetes/build")"
                cd '%s'
                """.formatted(temporary);
    }

    private Shell build(String argument) {
        var command =
                new ArrayList<>(List.of(Shell.home().resolve("kubernetes/build").toString()));
        command.addAll(List.of("--cache", temporary.resolve("cache").toString(), argument));
        return Shell.run(temporary, command);
    }
}
