package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.binaries.BinarySet;
import io.bergwerk.engine.local.ports.PortSlots;
import io.bergwerk.engine.local.process.SupervisorContext;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// What all control planes of an engine share.
///
/// @param coldStarts as many permits as control planes may be started at a time; fair
/// @param binaries the programs of a version, if they are there
/// @param keyRandom for keys, certificates and nothing else
public record ControlPlaneContext(
        SupervisorContext supervision,
        PortSlots slots,
        Semaphore coldStarts,
        Function<KubernetesVersion, Optional<BinarySet>> binaries,
        SecureRandom keyRandom) {}
