/// The catalog as every client reads it: places, machine types, versions, and the installation's own addresses.
@NullMarked
package io.bergwerk.server.asset;

import org.jspecify.annotations.NullMarked;
