/// Signing in, by the provider that is built in: `local`.
///
/// The server's own command makes a code that holds once and for a quarter of an hour; a browser spends it,
/// gets a console token, and is sent back to where the client waits. The first start makes the user
/// `admin@local` with a tenant and a default project; no later sign-in creates anything.
///
/// What must hold: a redirect goes to the console or to this machine and nowhere else; neither a code nor a
/// token stands in a log or on a page; codes are stored as hashes.
@NullMarked
package io.bergwerk.server.signin;

import org.jspecify.annotations.NullMarked;
