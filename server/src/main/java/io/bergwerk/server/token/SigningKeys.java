package io.bergwerk.server.token;

import io.bergwerk.common.IdSource;
import io.bergwerk.server.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The installation's signing keys, shared by all servers through the database.
///
/// A new key is made when the youngest may no longer sign; who needs a key looks, so nothing has to be
/// scheduled. A key that another server made is found when the first token comes that it signed. Safe for use
/// by many threads.
public final class SigningKeys {
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private final Database database;
    private final SigningKeyStore store = new SigningKeyStore();
    private final InstantSource clock;
    private final IdSource ids;
    private volatile Map<UUID, SigningKey> known = Map.of();

    public SigningKeys(Database database, InstantSource clock, IdSource ids) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
    }

    /// Makes a new key that signs from now on; what older keys signed stays valid.
    public void rotate() {
        var key = SigningKey.generate(ids.next(), clock.instant());
        database.useTransaction(tx -> {
            store.lock(tx);
            store.insert(tx, key);
        });
        remember(database.withHandle(store::list));
        log.atInfo().addKeyValue("key", key.id()).log("a new signing key takes over");
    }

    /// The key that signs now.
    SigningKey signing() {
        var now = clock.instant();
        return youngest(known.values().stream().toList(), now).orElseGet(() -> ensure(now));
    }

    /// The key of that id if it may still vouch for tokens.
    Optional<SigningKey> verifying(UUID id) {
        var key = known.get(id);
        if (key == null) {
            key = database.withHandle(tx -> store.find(tx, id)).orElse(null);
            if (key == null) {
                return Optional.empty();
            }
            remember(database.withHandle(store::list));
        }
        return Optional.of(key).filter(found -> clock.instant().isBefore(found.goneAt()));
    }

    private SigningKey ensure(Instant now) {
        var stored = database.withHandle(store::list);
        var present = youngest(stored, now);
        if (present.isPresent()) {
            remember(stored);
            return present.get();
        }
        var fresh = SigningKey.generate(ids.next(), now); // slow, so not while others wait for the lock
        var all = database.inTransaction(tx -> {
            store.lock(tx);
            store.deleteGone(tx, now);
            if (youngest(store.list(tx), now).isEmpty()) {
                store.insert(tx, fresh);
            }
            return store.list(tx);
        });
        remember(all);
        var key = youngest(all, now).orElseThrow();
        log.atInfo()
                .addKeyValue("key", key.id())
                .addKeyValue("signsUntil", key.signsUntil())
                .log("signing key ready");
        return key;
    }

    private void remember(List<SigningKey> keys) {
        known = keys.stream().collect(Collectors.toUnmodifiableMap(SigningKey::id, Function.identity()));
    }

    private static Optional<SigningKey> youngest(List<SigningKey> keys, Instant now) {
        return keys.stream()
                .filter(key -> now.isBefore(key.signsUntil()))
                .max(java.util.Comparator.comparing(SigningKey::createdAt).thenComparing(SigningKey::id));
    }
}
