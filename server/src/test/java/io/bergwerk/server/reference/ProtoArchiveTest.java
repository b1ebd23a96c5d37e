package io.bergwerk.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.api.OwnContract;
import io.bergwerk.api.PublicContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class ProtoArchiveTest {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:public |weak )?\"([^\"]+)\";");

    private final ProtoArchive archive =
            new ProtoArchive(Stream.concat(PublicContract.files().stream(), OwnContract.files().stream())
                    .toList());

    @Test
    void everyImportIsInTheZip() throws IOException {
        var sources = sources(archive.zip());

        assertThat(sources)
                .containsKeys("api/v1/cluster.proto", "bergwerk/v1/capacity.proto", "buf/validate/validate.proto");
        assertThat(List.copyOf(sources.keySet())).isSorted();
        sources.forEach((name, source) -> assertThat(IMPORT.matcher(source).results())
                .as(name)
                .allSatisfy(found -> assertThat(sources).containsKey(found.group(1))));
    }

    @Test
    void theBytesDependOnTheProtosAlone() {
        var here = archive.zip();
        var zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));

            assertThat(archive.zip()).isEqualTo(here);
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    private static Map<String, String> sources(byte[] bytes) throws IOException {
        var sources = new LinkedHashMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                sources.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return sources;
    }
}
