/// A PostgreSQL of one's own: unpacked from a jar, started, supervised and stopped by this process.
///
/// Start with [io.bergwerk.postgres.EmbeddedPostgres]. What always holds: commits are on disk before they are
/// acknowledged (fsync on), only this host can connect (127.0.0.1) and only with the password that lies in a file of
/// mode
/// 0600; one process at a time uses a directory; whatever a dead process left behind is adopted or cleared away, never
/// deleted as far as data is concerned.
@NullMarked
package io.bergwerk.postgres;

import org.jspecify.annotations.NullMarked;
