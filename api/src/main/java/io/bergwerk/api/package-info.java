/// The public contract: what the protos of `api.v1`, `admin.v1` and `status.v1` say beyond the shape of messages.
///
/// [io.bergwerk.api.PublicContract] lists the services that every server answers, [io.bergwerk.api.OwnContract] those
/// of
/// our own package `bergwerk.v1`; [io.bergwerk.api.MethodPolicy] reads
/// from a method's own options who may call it. The protos are the single source: nothing here repeats a name or role.
@NullMarked
package io.bergwerk.api;

import org.jspecify.annotations.NullMarked;
