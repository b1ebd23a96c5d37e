/// What simulated nodes do with pods.
///
/// A pod's status in the API is the only record of its life. [PodMachine] is a pure function from a pod and the time to
/// the status it should have and when to look again, so that a restart of the server goes on where it was.
/// [PodDriver] reads pods, writes what the machine says, and reports events as a kubelet does.
@NullMarked
package io.bergwerk.engine.local.workers.pods;

import org.jspecify.annotations.NullMarked;
