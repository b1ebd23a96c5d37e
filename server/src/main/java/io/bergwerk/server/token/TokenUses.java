package io.bergwerk.server.token;

import io.bergwerk.server.access.Caller;
import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TokenUseListener;
import io.bergwerk.server.store.Database;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows when each token was last used. Calls only note it in memory; [#write] puts it down for all servers,
/// and has to be called about once a minute. Safe for use by many threads.
public final class TokenUses implements TokenUseListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TokenUses.class);
    /// Tokens that may be in use between two writes.
    static final int MAX_UNWRITTEN = 10_000;
    private static final int AT_ONCE = 1_000;
    private static final int MAX_LISTED = TokenService.MAX_API_TOKENS + TokenService.MAX_CONSOLE_TOKENS;

    private final Database database;
    private final InstantSource clock;
    private final TokenUseStore store = new TokenUseStore();
    private final Map<UUID, TokenUse> unwritten = new ConcurrentHashMap<>();
    private final LongAdder missed = new LongAdder();

    TokenUses(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void used(Caller.SignedIn caller, String clientAddress) {
        var use = new TokenUse(caller.token(), clock.instant(), clientAddress);
        if (unwritten.replace(use.token(), use) != null) {
            return;
        }
        if (unwritten.size() < MAX_UNWRITTEN) {
            unwritten.put(use.token(), use);
        } else {
            missed.increment();
        }
    }

    /// The caller's tokens that have not ended, the newest first; empty for one that was never used. What other
    /// servers have not written yet is missing.
    Map<UUID, Optional<TokenUse>> list(SelfAccess access) {
        var written = database.withHandle(tx -> store.list(tx, access.user(), clock.instant(), MAX_LISTED));
        var known = new LinkedHashMap<UUID, Optional<TokenUse>>();
        written.forEach((token, use) -> known.put(token, later(use, Optional.ofNullable(unwritten.get(token)))));
        return known;
    }

    private static Optional<TokenUse> later(Optional<TokenUse> one, Optional<TokenUse> other) {
        return other.filter(use -> one.isEmpty() || use.at().isAfter(one.get().at()))
                .or(() -> one);
    }

    /// Writes what is known now; what cannot be written is kept for the next time.
    public void write() {
        var lost = missed.sumThenReset();
        if (lost > 0) {
            log.atWarn()
                    .addKeyValue("calls", lost)
                    .addKeyValue("tokensMax", MAX_UNWRITTEN)
                    .log("too many tokens are in use at once: the last use of some will not be known");
        }
        var uses = new ArrayList<>(unwritten.values());
        for (int from = 0; from < uses.size(); from += AT_ONCE) {
            var batch = uses.subList(from, Math.min(from + AT_ONCE, uses.size()));
            database.useTransaction(tx -> store.write(tx, batch));
            batch.forEach(use -> unwritten.remove(use.token(), use));
        }
    }

    /// Writes what is left.
    @Override
    public void close() {
        write();
    }
}
