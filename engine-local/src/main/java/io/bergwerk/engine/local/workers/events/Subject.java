package io.bergwerk.engine.local.workers.events;

/// What an event is about.
///
/// @param namespace empty for a node, whose events stand in `default`
/// @param fieldPath the part of it that is meant; empty for all of it
public record Subject(String kind, String namespace, String name, String uid, String fieldPath) {
    public static Subject node(String name, String uid) {
        return new Subject("Node", "", name, uid, "");
    }

    public static Subject pod(String namespace, String name, String uid) {
        return new Subject("Pod", namespace, name, uid, "");
    }
}
