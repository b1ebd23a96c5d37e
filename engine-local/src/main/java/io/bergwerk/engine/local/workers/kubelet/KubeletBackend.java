package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.nodes.NodeReconciler;
import io.bergwerk.engine.local.workers.pods.PodDriver;
import io.bergwerk.engine.local.workers.work.Timers;

/// What the servers behind one cluster's egress socket know.
public record KubeletBackend(KubeApi api, Timers timers, NodeReconciler nodes, PodDriver pods) {}
