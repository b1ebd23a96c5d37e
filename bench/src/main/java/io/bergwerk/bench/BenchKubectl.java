package io.bergwerk.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// kubectl of the version under test, with one kubeconfig.
record BenchKubectl(Path program, Path kubeconfig, Path scratch) {
    static BenchKubectl with(Workbench bench, String kubeconfig) throws IOException {
        var program = Programs.find(bench.cache()).kubernetes().resolve("kubectl");
        var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        var scratch = Files.createDirectory(bench.fresh("k"), ours);
        return new BenchKubectl(program, Files.writeString(scratch.resolve("config"), kubeconfig), scratch);
    }

    void apply(String manifest) throws IOException, InterruptedException {
        ask(
                "apply",
                "-f",
                Files.writeString(scratch.resolve("manifest.yaml"), manifest).toString());
    }

    /// @return what it wrote
    /// @throws IOException in its words if it failed
    String ask(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program.toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        var errors = scratch.resolve("errors");
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("HOME", scratch.toString());
        var process = builder.start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("kubectl %s: %s"
                        .formatted(arguments[0], Files.readString(errors).strip()));
            }
            return output.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
