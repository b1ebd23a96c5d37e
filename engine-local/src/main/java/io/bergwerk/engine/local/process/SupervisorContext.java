package io.bergwerk.engine.local.process;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/// What all supervisors of an engine share.
///
/// @param timers only hands work over to the workers
/// @param workers runs what may block
public record SupervisorContext(
        Launcher launcher,
        ScheduledExecutorService timers,
        Executor workers,
        InstantSource clock,
        RandomGenerator random) {}
