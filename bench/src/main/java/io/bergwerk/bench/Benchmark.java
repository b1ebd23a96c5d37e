package io.bergwerk.bench;

import java.io.IOException;
import java.util.List;

/// Measures one thing and what it is compared with. What it starts on the workbench ends with the workbench.
interface Benchmark {
    List<Figure> run(Workbench bench) throws IOException, InterruptedException;
}
