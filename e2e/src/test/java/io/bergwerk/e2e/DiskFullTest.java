package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The disk below a running installation fills up, and is cleared again.
class DiskFullTest {
    private static final String SIZE = "260m";
    private static final int MAX_WRITES = 5000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aFullDiskRefusesWritesAndLosesNone() throws IOException {
        try (var disk = SmallDisk.mount(SIZE);
                var installation = Installation.at(disk.path().resolve("d"), Ports.free())
                        .plain()
                        .start()) {
            var admin = installation.admin();
            var filler = disk.path().resolve("filler");
            disk.fill(filler);

            var written = new ArrayList<String>();
            var refusal = writeUntilRefused(admin, written);
            Files.delete(filler);
            Await.holds(
                    "writes after room was made",
                    LIMIT,
                    () -> create(admin).status() == 200,
                    () -> create(admin).body());

            assertThat(refusal.code()).isIn("unavailable", "resource_exhausted");
            assertThat(refusal.message()).doesNotContain("SQL", "Exception");
            for (var uuid : written) {
                assertThat(admin.call("api.v1.TokenService/Get", "{\"uuid\": \"%s\"}".formatted(uuid))
                                .status())
                        .isEqualTo(200);
            }
            installation.stop();
            Faults.report(
                    "disk full in the data directory",
                    "%s after %d writes, all of them kept".formatted(refusal.code(), written.size()));
        }
    }

    private static Api.Answer writeUntilRefused(Api admin, List<String> written) {
        while (written.size() < MAX_WRITES) {
            var answer = create(admin);
            if (answer.status() != 200) {
                return answer;
            }
            written.add(answer.body().at("/token/uuid").asText());
        }
        throw new AssertionError("a full disk took %d writes".formatted(written.size()));
    }

    private static Api.Answer create(Api admin) {
        return admin.call(
                "api.v1.TokenService/Create",
                "{\"description\": \"%s\"}".formatted("full ".repeat(40).strip()));
    }

    /// A file system of its own with little room.
    private record SmallDisk(Path path) implements AutoCloseable {
        static SmallDisk mount(String size) throws IOException {
            var path = Files.createDirectory(Workspace.get().newDirectory("disk"));
            Command.run(LIMIT, "mount", "-t", "tmpfs", "-o", "mode=755,size=" + size, "tmpfs", path.toString())
                    .succeeded();
            return new SmallDisk(path);
        }

        void fill(Path filler) {
            var command = Command.run(LIMIT, "dd", "if=/dev/zero", "of=" + filler, "bs=64k");
            assertThat(command.errors()).contains("No space left");
        }

        @Override
        public void close() {
            Command.run(LIMIT, "umount", "--lazy", path.toString());
        }
    }
}
