/// One cluster's control plane: its directory, its configuration, its four processes and the order they start in.
@NullMarked
package io.bergwerk.engine.local.controlplane;

import org.jspecify.annotations.NullMarked;
