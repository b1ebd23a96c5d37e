package io.bergwerk.server.token;

import io.bergwerk.api.v1.MethodPermission;
import io.bergwerk.api.v1.TokenType;
import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.rpc.ProtoTimes;

/// Tokens as the API shows them.
final class TokenProtos {
    private TokenProtos() {}

    static io.bergwerk.api.v1.Token toProto(Token token) {
        var proto = io.bergwerk.api.v1.Token.newBuilder()
                .setUuid(token.id().toString())
                .setUserId(token.user().value())
                .setDescription(token.description())
                .setIssuedAt(ProtoTimes.of(token.issuedAt()))
                .setExpires(ProtoTimes.of(token.expiresAt()))
                .setTokenType(
                        switch (token.type()) {
                            case API -> TokenType.TOKEN_TYPE_API;
                            case CONSOLE -> TokenType.TOKEN_TYPE_CONSOLE;
                        });
        addGrants(proto, token.grants());
        return proto.build();
    }

    private static void addGrants(io.bergwerk.api.v1.Token.Builder proto, Grants grants) {
        grants.permissions()
                .forEach((subject, paths) -> proto.addPermissions(
                        MethodPermission.newBuilder().setSubject(subject).addAllMethods(paths)));
        grants.projectRoles()
                .forEach((project, role) -> proto.putProjectRoles(project.toString(), ProtoRoles.toProto(role)));
        grants.tenantRoles().forEach((tenant, role) -> proto.putTenantRoles(tenant.value(), ProtoRoles.toProto(role)));
        grants.adminRole().map(ProtoRoles::toProto).ifPresent(proto::setAdminRole);
    }
}
