package io.bergwerk.engine.local.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One record as a file: there whole, or not at all.
///
/// @param <T> the record
public final class JsonFile<T> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Class<T> type;

    public JsonFile(Path file, Class<T> type) {
        this.file = file;
        this.type = type;
    }

    /// @throws IllegalStateException if the file is there and cannot be read
    public Optional<T> read() {
        return PrivateFiles.read(file).map(this::parse);
    }

    private T parse(String text) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(file + " is not what this version writes", e);
        }
    }

    /// The record is on the disk when this returns.
    public void write(T value) {
        try {
            PrivateFiles.replaceDurably(file, JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is not JSON", e);
        }
    }

    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
