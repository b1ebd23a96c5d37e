/// Who calls, and what they may do.
///
/// A call passes two interceptors. Authentication turns its bearer token into a [Caller] with [Rights]: a
/// snapshot of what the token was granted and of the memberships its user has now. Authorization reads the
/// policy from the RPC's own options and the subject from the request, and leaves a proof in the
/// [CallContext]: a [ProjectAccess], a [TenantAccess], a [SelfAccess] or an [AdminAccess]. Only this package
/// makes proofs, so a use case that takes one cannot be reached without the check.
///
/// What must hold: nobody reaches a subject they are not a member of now; a project or tenant that does not
/// exist answers like one that is out of reach; a server with an RPC that has no policy does not start.
@NullMarked
package io.bergwerk.server.access;

import org.jspecify.annotations.NullMarked;
