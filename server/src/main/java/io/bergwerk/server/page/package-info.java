/// The few pages the API server shows people itself: where they are, and the terms of use.
@NullMarked
package io.bergwerk.server.page;

import org.jspecify.annotations.NullMarked;
