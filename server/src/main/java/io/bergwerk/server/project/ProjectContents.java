package io.bergwerk.server.project;

import io.bergwerk.common.ProjectId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Something that can lie in a project. Each feature that keeps such things speaks for its own when a
/// project is deleted.
public interface ProjectContents {
    /// In words, as `2 clusters`; empty if nothing of it is left.
    Optional<String> left(Handle tx, ProjectId project);

    /// Lets go of what is kept of things that are gone.
    void forget(Handle tx, ProjectId project);
}
