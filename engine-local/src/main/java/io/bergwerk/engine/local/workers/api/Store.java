package io.bergwerk.engine.local.workers.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/// Where a [Reflector] brings what it sees. Calls come one at a time.
public interface Store {
    /// An object as it is now; also called again for objects that did not change.
    ///
    /// @return the key under which the object is kept
    String put(JsonNode object);

    /// An object went away.
    void remove(JsonNode object);

    /// A whole list was brought in by [#put]; whatever has another key is gone.
    void retain(Set<String> keys);
}
