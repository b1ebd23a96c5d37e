/// Tenants: people and organisations, and who is a member of them.
///
/// A user is a personal tenant. Members have a role; a guest is nobody's member, but takes part in projects of
/// the tenant, and sees no more of it than its name. A personal tenant always has its user as owner.
@NullMarked
package io.bergwerk.server.tenant;

import org.jspecify.annotations.NullMarked;
