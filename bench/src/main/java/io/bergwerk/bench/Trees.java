package io.bergwerk.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Processes together with those that they started.
final class Trees {
    private Trees() {}

    /// Asks a process and its descendants to end and ends for good what is left after the grace time.
    static void end(Process process, Duration grace) throws InterruptedException {
        // Taken before the process is gone: its children are nobody's descendants then.
        var descendants = process.descendants().toList();
        process.destroy();
        process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// Ends for good every process whose command line names a path, whoever its parent is by now.
    static void endNaming(Path path) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(path + "/"))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
