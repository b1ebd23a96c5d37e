/// The control plane: one package per feature, a work queue, and one start that wires them.
@NullMarked
package io.bergwerk.server;

import org.jspecify.annotations.NullMarked;
