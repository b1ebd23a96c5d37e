/// What tests of all modules share: a PostgreSQL, a clock that moves when told, seeded chance, golden files, and
/// waiting
/// for a state.
@NullMarked
package io.bergwerk.testing;

import org.jspecify.annotations.NullMarked;
