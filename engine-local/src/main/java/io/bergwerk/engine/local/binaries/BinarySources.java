package io.bergwerk.engine.local.binaries;

import java.nio.file.Path;
import java.util.Optional;

/// Where programs may come from.
///
/// @param directory filled by an operator; asked first
/// @param cache filled by builds, shared by all installations of a user
/// @param path directories as in the environment variable, colons between them
/// @param buildScript builds a version into the cache; empty if nothing may be built
public record BinarySources(Optional<Path> directory, Path cache, String path, Optional<Path> buildScript) {}
