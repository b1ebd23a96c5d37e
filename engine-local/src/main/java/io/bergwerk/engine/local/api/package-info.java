/// The few requests that the engine itself makes to an API server.
@NullMarked
package io.bergwerk.engine.local.api;

import org.jspecify.annotations.NullMarked;
