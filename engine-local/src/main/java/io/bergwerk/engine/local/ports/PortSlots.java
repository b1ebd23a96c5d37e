package io.bergwerk.engine.local.ports;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Gives every cluster on this host ports of its own, also those of other installations that are stopped now.
///
/// A claim is a file named after the first port, holding the path of the cluster's directory, in a directory that all
/// installations of one user share. It counts as long as that directory exists. Other users' clusters are seen by
/// their listening ports alone.
public final class PortSlots {
    private static final int SLOTS = 2500;

    /// File locks exclude other processes only.
    private static final ReentrantLock WITHIN_THIS_PROCESS = new ReentrantLock();

    private final Path registry;
    private final int firstPort;

    public PortSlots(Path registry, int firstPort) {
        this.registry = PrivateFiles.createDirectory(registry);
        this.firstPort = firstPort;
    }

    /// The cluster's slot, claimed before or now; empty if none is left.
    public Optional<Ports> claim(Path cluster) {
        return locked(() -> claimedBy(cluster).or(() -> takeFirstFree(cluster)));
    }

    /// Claims a slot that was the cluster's before, in case the registry was lost.
    ///
    /// @return false if it belongs to another cluster by now
    public boolean keep(Path cluster, Ports ports) {
        return locked(() -> {
            var owner = ownerOf(ports);
            if (owner.isEmpty()) {
                PrivateFiles.replace(claimFile(ports), cluster.toString());
            }
            return owner.isEmpty() || owner.get().equals(cluster);
        });
    }

    /// Gives the slot up. Idempotent.
    public void release(Path cluster) {
        locked(() -> {
            claimedBy(cluster).ifPresent(ports -> delete(claimFile(ports)));
            return true;
        });
    }

    public Ports ports(int slot) {
        return new Ports(firstPort, slot);
    }

    private Optional<Ports> claimedBy(Path cluster) {
        try (var files = Files.newDirectoryStream(registry, "[0-9]*")) {
            for (var file : files) {
                var port = Integer.parseInt(file.getFileName().toString());
                var mine = PrivateFiles.read(file)
                        .filter(cluster.toString()::equals)
                        .isPresent();
                if (mine && isOfThisRange(port)) {
                    return Optional.of(ports((port - firstPort) / Ports.PER_SLOT));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
    }

    private boolean isOfThisRange(int port) {
        return port >= firstPort
                && port < firstPort + SLOTS * Ports.PER_SLOT
                && (port - firstPort) % Ports.PER_SLOT == 0;
    }

    private Optional<Ports> takeFirstFree(Path cluster) {
        var free = IntStream.range(0, SLOTS)
                .mapToObj(this::ports)
                .filter(ports -> ownerOf(ports).isEmpty() && ports.areFree())
                .findFirst();
        free.ifPresent(ports -> PrivateFiles.replace(claimFile(ports), cluster.toString()));
        return free;
    }

    /// Empty if nobody claims the slot, or if whoever did is gone.
    private Optional<Path> ownerOf(Ports ports) {
        return PrivateFiles.read(claimFile(ports)).map(Path::of).filter(Files::isDirectory);
    }

    private Path claimFile(Ports ports) {
        return registry.resolve(Integer.toString(ports.apiServer()));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T locked(Supplier<T> work) {
        WITHIN_THIS_PROCESS.lock();
        try (var channel = FileChannel.open(
                        registry.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assert lock.isValid();
            return work.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            WITHIN_THIS_PROCESS.unlock();
        }
    }
}
