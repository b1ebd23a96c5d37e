package io.bergwerk.engine.local.ports;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/// A loopback port that two processes listen on while one takes over from the other (SO_REUSEPORT,
/// socket(7)).
///
/// By itself the kernel would give each of them every other connection, also to one that is not ready yet,
/// and would drop what waits in the queue of the one that ends. So a filter leads all connections to one of
/// them.
public final class SharedPort {
    /// Connections from here are led to the process that came last.
    public static final InetAddress PROBE = InetAddress.ofLiteral("127.0.0.2");

    private static final int NOBODY = 1000;
    private static final Path TCP = Path.of("/proc/net/tcp");
    private static final String LISTEN = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private final int port;

    public SharedPort(int port) {
        this.port = port;
    }

    /// Whether the process listens on the port.
    public boolean isListening(long pid) {
        return listeningDescriptor(pid).isPresent();
    }

    /// Leads all connections to the process that came first, except those from [#PROBE] and those that offer MPTCP:
    /// a process that is started so that its own connections do (Go: `GODEBUG=multipathtcp=3`) reaches itself.
    ///
    /// @param pid one that listens on the port
    /// @return false if this process may not do that; the kernel spreads connections then
    public boolean leadToFirst(long pid) {
        return attach(pid, 0);
    }

    /// Leads all connections to the process that came last; once the first is gone, that is the only one.
    public boolean leadToLast(long pid) {
        return attach(pid, 1);
    }

    /// Leaves it to the kernel again.
    public boolean spread(long pid) {
        return attach(pid, NOBODY);
    }

    private boolean attach(long pid, int index) {
        var descriptor = listeningDescriptor(pid);
        return descriptor.isPresent() && ForeignSocket.attachFilter(pid, descriptor.getAsInt(), PROBE, index);
    }

    private OptionalInt listeningDescriptor(long pid) {
        var inodes = listening();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (var descriptor : descriptors) {
                if (inodes.contains(target(descriptor))) {
                    return OptionalInt.of(
                            Integer.parseInt(descriptor.getFileName().toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            return OptionalInt.empty(); // it is gone
        }
        return OptionalInt.empty();
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }

    /// The sockets that listen on the port, as descriptors name them. Lines are read as proc_net_tcp has
    /// them.
    private Set<String> listening() {
        var local = "0100007F:%04X".formatted(port);
        var found = new HashSet<String>();
        PrivateFiles.read(TCP).orElse("").lines().skip(1).forEach(line -> {
            var fields = line.strip().split("\\s+", INODE + 2);
            if (fields[LOCAL].equals(local) && fields[STATE].equals(LISTEN)) {
                found.add("socket:[" + fields[INODE] + "]");
            }
        });
        return found;
    }
}
