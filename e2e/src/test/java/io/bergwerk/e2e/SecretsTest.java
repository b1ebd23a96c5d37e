package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// After all other tests: every secret they used or made is looked for where it must not be.
@ExtendWith(SharedInstallation.class)
@Order(Integer.MAX_VALUE - 1)
class SecretsTest {
    private static final long MAX_BYTES = 64L << 20;

    @Test
    void noSecretIsWhereItMustNotBe(Installation installation) throws IOException {
        new SignIn(installation).as("admin");
        installation.databasePassword();
        var files = Workspace.filesBelow(Workspace.get().root());
        files.stream().filter(SecretsTest::isKey).forEach(key -> Secrets.KNOWN.addPem("key file", text(key)));

        var leaks = new ArrayList<String>();
        var searched = 0;
        for (var file : files) {
            if (isLog(file) || isReadableByAll(file)) {
                searched++;
                Secrets.KNOWN.in(text(file)).forEach(kind -> leaks.add(kind + " in " + file));
            }
        }
        Secrets.KNOWN.in(metrics(installation)).forEach(kind -> leaks.add(kind + " in a metric"));
        for (var error : Secrets.KNOWN.errors()) {
            Secrets.KNOWN.in(error).forEach(kind -> leaks.add(kind + " in the error " + error));
        }
        for (var process : Processes.of(installation.data())) {
            Secrets.KNOWN.in(process.command()).forEach(kind -> leaks.add(kind + " in a command line"));
        }

        System.out.printf(
                "secrets: %d looked for in %d files, %d errors and the metrics%n",
                Secrets.KNOWN.count(), searched, Secrets.KNOWN.errors().size());
        assertThat(leaks).isEmpty();
        assertThat(Secrets.KNOWN.count()).isGreaterThan(3);
        assertThat(searched).isPositive();
    }

    @Test
    void secretFilesAreTheirOwnersAlone(Installation installation) {
        var files = Workspace.filesBelow(installation.data());

        assertThat(files)
                .filteredOn(file ->
                        isKey(file) || List.of("admin.token", "password").contains(name(file)))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                        .as(file.toString())
                        .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    private static boolean isKey(Path file) {
        return name(file).endsWith(".key");
    }

    private static boolean isLog(Path file) {
        return name(file).contains(".log")
                || name(file).endsWith("server.err")
                || String.valueOf(file.getParent()).endsWith("/log");
    }

    private static boolean isReadableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
                    && !file.startsWith(Workspace.get().temporary())
                    && !isOfATest(file);
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    /// What tests wrote themselves lies beside the data directories, not in them.
    private static boolean isOfATest(Path file) {
        return Workspace.get().root().relativize(file).getNameCount() == 1;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String text(Path file) {
        try {
            return Files.size(file) > MAX_BYTES
                    ? ""
                    : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it is gone
        }
    }

    private static String metrics(Installation installation) {
        var metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(installation.metricsPort()));
        var page = Api.exchange(HttpRequest.newBuilder(metrics).GET().build(), BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        return page.body();
    }
}
