/// The engine that builds real Kubernetes clusters on this one host.
///
/// Every cluster has its own etcd, kube-apiserver, kube-controller-manager and kube-scheduler as host processes, and a
/// directory of its own that holds everything of it. Start with [LocalEngine][io.bergwerk.engine.local.LocalEngine].
@NullMarked
package io.bergwerk.engine.local;

import org.jspecify.annotations.NullMarked;
