package io.bergwerk.server.reference;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.bergwerk.api.ProtoComments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Protos with everything they import, zipped so that the same protos are the same bytes.
///
/// @param files those wanted, without what they import
record ProtoArchive(List<FileDescriptor> files) {
    /// Of every entry. For the first day that a ZIP can name Java would add a time of the host's zone.
    private static final LocalDateTime THEN = LocalDateTime.of(1980, 2, 1, 0, 0);

    byte[] zip() {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var name : names()) {
                var entry = new ZipEntry(name);
                entry.setTimeLocal(THEN);
                zip.putNextEntry(entry);
                zip.write(source(name));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private SortedSet<String> names() {
        var names = new TreeSet<String>();
        addNames(files, names);
        return names;
    }

    private static void addNames(Collection<FileDescriptor> files, SortedSet<String> names) {
        for (var file : files) {
            if (names.add(file.getName())) {
                addNames(file.getDependencies(), names);
            }
        }
    }

    /// Jars of generated code have their protos in them.
    private static byte[] source(String name) throws IOException {
        try (var in = ProtoComments.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }
}
