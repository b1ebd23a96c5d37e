/// Where the programs of a Kubernetes version come from: a directory, the cache, the path, or a build.
@NullMarked
package io.bergwerk.engine.local.binaries;

import org.jspecify.annotations.NullMarked;
