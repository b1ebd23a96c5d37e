package io.bergwerk.server.catalog;

import io.bergwerk.server.config.ConfigException;
import io.bergwerk.server.config.ConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// Reads the catalog: the operator's file, or the one that came with the program.
public final class CatalogFiles {
    private CatalogFiles() {}

    /// @throws ConfigException if the file cannot be used, naming the entry
    public static Catalog read(Optional<Path> file) {
        return file.map(path -> ConfigReader.readFile(path, Catalog.class))
                .orElseGet(() -> ConfigReader.readText(builtIn(), Catalog.class));
    }

    private static String builtIn() {
        try (var in = Catalog.class.getResourceAsStream("/catalog.yaml")) {
            if (in == null) {
                throw new IllegalStateException("catalog.yaml is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
