/// What the engine itself keeps inside a cluster: roles, bindings, and the rights of kubeconfigs.
@NullMarked
package io.bergwerk.engine.local.inside;

import org.jspecify.annotations.NullMarked;
