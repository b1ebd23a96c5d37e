package io.bergwerk.engine;

/// An operating system image for nodes; a node's `osImage` is name and version with a space between.
public record MachineImage(String name, String version) {
    @Override
    public String toString() {
        return name + " " + version;
    }
}
