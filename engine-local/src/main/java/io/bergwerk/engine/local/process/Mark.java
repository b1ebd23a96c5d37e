package io.bergwerk.engine.local.process;

import java.util.HashMap;
import java.util.Map;

/// What a process of ours carries in its environment, where any later server can read whose it is.
final class Mark {
    private static final String CLUSTER = "BERGWERK_CLUSTER";
    private static final String COMPONENT = "BERGWERK_COMPONENT";
    private static final String DIRECTORY = "BERGWERK_DIRECTORY";
    private static final String HASH = "BERGWERK_SPEC";

    private Mark() {}

    static Map<String, String> of(ProcessSpec spec) {
        var mark = whose(spec);
        mark.put(HASH, spec.hash());
        return mark;
    }

    private static Map<String, String> whose(ProcessSpec spec) {
        var mark = new HashMap<String, String>();
        mark.put(CLUSTER, spec.cluster());
        mark.put(COMPONENT, spec.component());
        mark.put(DIRECTORY, spec.directory().toString());
        return mark;
    }

    static boolean isOn(long pid, ProcessSpec spec) {
        return isIn(ProcFs.environment(pid), spec);
    }

    static boolean isIn(Map<String, String> environment, ProcessSpec spec) {
        return environment.entrySet().containsAll(whose(spec).entrySet());
    }

    /// How the process was started, as [ProcessSpec#hash] had it then; empty if it does not say so.
    static String hashIn(Map<String, String> environment) {
        return environment.getOrDefault(HASH, "");
    }
}
