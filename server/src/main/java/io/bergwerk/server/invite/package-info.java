/// Offers to join a tenant or a project: secrets that are good for one person and seven days. What joining
/// means is the tenants' and the projects' own business.
@NullMarked
package io.bergwerk.server.invite;

import org.jspecify.annotations.NullMarked;
