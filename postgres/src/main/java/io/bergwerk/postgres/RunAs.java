package io.bergwerk.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who PostgreSQL runs as; it refuses to run as root.
///
/// @param prefix what stands in front of its commands
/// @param uid who must own its files; empty if that is this process' own user
record RunAs(List<String> prefix, Optional<Integer> uid) {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final RunAs SELF = new RunAs(List.of(), Optional.empty());
    private static final RunAs OWN_NAMESPACE = new RunAs(List.of("unshare", "-U"), Optional.empty());

    /// In this order: this process' user unless it is root; the owner of existing data; the configured user; the user
    /// `postgres` if directory and binaries are open to it; root's own files seen from a user namespace.
    ///
    /// @throws PostgresException if none of these works here
    static RunAs choose(PostgresConfig config) {
        if (uidOf(Path.of("/proc/self")) != 0) {
            return SELF;
        }
        var owner = ownerOfData(config.directory());
        if (owner.isPresent() && owner.get() != 0) {
            return required(config, owner.get().toString());
        }
        if (config.runAs().isPresent() && owner.isEmpty()) {
            return required(config, config.runAs().get());
        }
        var postgres = owner.isEmpty() ? user("postgres").filter(user -> user.mayUse(config)) : Optional.<RunAs>empty();
        return postgres.orElseGet(() -> ownNamespace(config.directory()));
    }

    List<String> command(List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /// Hands a file of ours to the user PostgreSQL runs as.
    void own(Path file) throws IOException {
        if (uid.isPresent()) {
            Files.setAttribute(file, "unix:uid", uid.get());
        }
    }

    private static RunAs required(PostgresConfig config, String name) {
        var user = user(name)
                .orElseThrow(() -> new PostgresException(
                        "postgres.run-as: there is no user " + name + " (expected: a user of this host)"));
        if (!user.mayUse(config)) {
            throw new PostgresException("PostgreSQL is to run as " + name + ", who may not enter " + config.directory()
                    + " or " + config.binaries().home()
                    + ": open every directory above them with chmod o+x, or choose other places");
        }
        return user;
    }

    private static RunAs ownNamespace(Path directory) {
        var answer = Commands.run(OWN_NAMESPACE.command(List.of("id", "-u")), LIMIT);
        if (!answer.ok()) {
            throw new PostgresException("PostgreSQL refuses to run as root, and user namespaces are closed here ("
                    + answer.output() + "): run Bergwerk as an ordinary user, or name one in postgres.run-as and let it"
                    + " enter " + directory);
        }
        return OWN_NAMESPACE;
    }

    private static Optional<RunAs> user(String name) {
        var uid = Commands.run(List.of("id", "-u", name), LIMIT);
        if (!uid.ok()) {
            // The owner of existing data may have no name of its own in this container.
            return name.matches("[0-9]{1,9}") ? Optional.of(ofUid(Integer.parseInt(name))) : Optional.empty();
        }
        return Optional.of(ofUid(Integer.parseInt(uid.output())));
    }

    private static RunAs ofUid(int uid) {
        var ids = List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
        return new RunAs(ids, Optional.of(uid));
    }

    private boolean mayUse(PostgresConfig config) {
        var script = "test -x \"$1\" && test -x \"$2\" && \"$2\" --version";
        var postgres = config.binaries().program("postgres").toString();
        var directory = config.directory().toString();
        return Commands.run(command(List.of("sh", "-c", script, "sh", directory, postgres)), LIMIT)
                .ok();
    }

    private static Optional<Integer> ownerOfData(Path directory) {
        var data = directory.resolve(DataDirectory.DATA);
        return Files.exists(data) ? Optional.of(uidOf(data)) : Optional.empty();
    }

    private static int uidOf(Path path) {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid");
        } catch (IOException e) {
            throw new PostgresException("can't tell who owns " + path, e);
        }
    }
}
