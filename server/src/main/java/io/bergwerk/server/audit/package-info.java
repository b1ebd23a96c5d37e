/// Who did what, when, from where, and with which result: written for every audited call, read by owners of tenants
/// about theirs and by administrators about everything.
@NullMarked
package io.bergwerk.server.audit;

import org.jspecify.annotations.NullMarked;
