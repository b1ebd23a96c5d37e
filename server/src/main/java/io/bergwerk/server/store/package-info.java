/// The database: connections, transactions, migrations and notifications; no feature's SQL.
///
/// A feature's store takes a [org.jdbi.v3.core.Handle] and never opens a transaction; its service opens one with
/// [io.bergwerk.server.store.Database]. What the schema adds up to stands in `schema.sql` among the tests. Every SQL
/// statement works on PostgreSQL 15 and above.
@NullMarked
package io.bergwerk.server.store;

import org.jspecify.annotations.NullMarked;
