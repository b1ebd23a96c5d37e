package io.bergwerk.server.token;

import io.bergwerk.server.access.RightsChanges;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Notifications;
import java.util.UUID;

/// Drops what is kept in memory of rights that have changed.
///
/// Triggers in the database tell every server of each change to a token, a membership or a project; that
/// reaches all of them within a second. Whoever changes rights on this server says so here too, after the
/// transaction, so that the next call on this server already sees it.
public final class AccessChanges implements Notifications.Listener, RightsChanges {
    static final String TOPIC = "access";

    private final RightsCache cache;

    AccessChanges(RightsCache cache) {
        this.cache = cache;
    }

    public void tokenChanged(UUID token) {
        cache.drop(rights -> rights.caller().token().equals(token));
    }

    @Override
    public void userChanged(UserLogin user) {
        cache.drop(rights -> rights.caller().user().equals(user));
    }

    @Override
    public void tenantChanged(TenantLogin tenant) {
        cache.drop(rights -> rights.now().tenants().containsKey(tenant));
    }

    @Override
    public void notified(String payload) {
        var space = payload.indexOf(' ');
        var name = payload.substring(space + 1);
        switch (payload.substring(0, Math.max(space, 0))) {
            case "token" -> tokenChanged(UUID.fromString(name));
            case "user" -> userChanged(new UserLogin(name));
            case "tenant" -> tenantChanged(new TenantLogin(name));
            default -> cache.clear(); // a newer server speaks of something this one does not know
        }
    }

    @Override
    public void relist() {
        cache.clear();
    }
}
