/// One TLS port for all clusters: the name that a client asks for decides where its bytes go, and nobody opens them.
@NullMarked
package io.bergwerk.engine.local.router;

import org.jspecify.annotations.NullMarked;
