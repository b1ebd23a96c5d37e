/// The launcher and the builder of Kubernetes, as far as they go without a running server.
@NullMarked
package io.bergwerk.e2e.launcher;

import org.jspecify.annotations.NullMarked;
