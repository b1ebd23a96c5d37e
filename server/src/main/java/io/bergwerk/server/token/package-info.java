/// Tokens: how they are made, what they carry, and how one is told from a forgery in a few microseconds.
///
/// A token is a JWT (RFC 7519), signed RS256 with a key out of the database, and shown once. It says whose it
/// is and for how long; what it may do lies in its row, so a change or revocation counts at the next call. A
/// row that is gone is a revoked token. What was verified is kept in memory
/// ([io.bergwerk.server.token.RightsCache]) for as long as the line on which other servers would tell of a
/// change is known to stand.
///
/// What must hold: a secret is never stored, logged or shown twice; no token can do more than its user can
/// now; the clients read the API's address from `iss`, so it is what the operator configured and never what a
/// request said.
@NullMarked
package io.bergwerk.server.token;

import org.jspecify.annotations.NullMarked;
