package io.bergwerk.server.start;

import java.nio.file.Path;
import java.util.Optional;

/// What is on offer.
///
/// @param file YAML file with regions, machine types, versions, images and how many machines there are; without it the
///     built-in catalog
public record CatalogConfig(Optional<Path> file) {
    public static final CatalogConfig DEFAULT = new CatalogConfig(Optional.empty());
}
