package io.bergwerk.server.token;

import io.bergwerk.api.v1.TokenServiceCreateRequest;
import io.bergwerk.api.v1.TokenServiceCreateResponse;
import io.bergwerk.api.v1.TokenServiceGetRequest;
import io.bergwerk.api.v1.TokenServiceGetResponse;
import io.bergwerk.api.v1.TokenServiceGrpc;
import io.bergwerk.api.v1.TokenServiceListRequest;
import io.bergwerk.api.v1.TokenServiceListResponse;
import io.bergwerk.api.v1.TokenServiceRevokeRequest;
import io.bergwerk.api.v1.TokenServiceRevokeResponse;
import io.bergwerk.api.v1.TokenServiceUpdateRequest;
import io.bergwerk.api.v1.TokenServiceUpdateResponse;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.Uuids;
import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;

/// `api.v1.TokenService`.
public final class TokenApi extends TokenServiceGrpc.TokenServiceImplBase {
    private final TokenService tokens;
    private final GrantReader reader;

    public TokenApi(TokenService tokens, MethodTable methods) {
        this.tokens = tokens;
        this.reader = new GrantReader(methods);
    }

    @Override
    public void get(TokenServiceGetRequest request, StreamObserver<TokenServiceGetResponse> observer) {
        Rpc.answer(observer, () -> {
            var token = tokens.get(CallContext.selfAccess(), Uuids.parse("uuid", request.getUuid()));
            return TokenServiceGetResponse.newBuilder()
                    .setToken(TokenProtos.toProto(token))
                    .build();
        });
    }

    @Override
    public void list(TokenServiceListRequest request, StreamObserver<TokenServiceListResponse> observer) {
        Rpc.answer(observer, () -> {
            var answer = TokenServiceListResponse.newBuilder();
            tokens.list(CallContext.selfAccess()).forEach(token -> answer.addTokens(TokenProtos.toProto(token)));
            return answer.build();
        });
    }

    @Override
    public void create(TokenServiceCreateRequest request, StreamObserver<TokenServiceCreateResponse> observer) {
        Rpc.answer(observer, () -> {
            var grants = new Grants(
                    reader.permissions(request.getPermissionsList()),
                    reader.projectRoles(request.getProjectRolesMap()),
                    reader.tenantRoles(request.getTenantRolesMap()),
                    request.hasAdminRole() ? adminRole(request.getAdminRole()) : Optional.empty());
            var issued = tokens.create(
                    CallContext.selfAccess(), new NewToken(request.getDescription(), grants, life(request)));
            return TokenServiceCreateResponse.newBuilder()
                    .setToken(TokenProtos.toProto(issued.token()))
                    .setSecret(issued.secret())
                    .build();
        });
    }

    @Override
    public void update(TokenServiceUpdateRequest request, StreamObserver<TokenServiceUpdateResponse> observer) {
        Rpc.answer(observer, () -> {
            var change = new TokenChange(
                    request.hasDescription() ? Optional.of(request.getDescription()) : Optional.empty(),
                    reader.permissions(request.getPermissionsList()),
                    reader.projectRoles(request.getProjectRolesMap()),
                    reader.tenantRoles(request.getTenantRolesMap()),
                    request.hasAdminRole() ? Optional.of(adminRole(request.getAdminRole())) : Optional.empty());
            var token = tokens.update(CallContext.selfAccess(), Uuids.parse("uuid", request.getUuid()), change);
            return TokenServiceUpdateResponse.newBuilder()
                    .setToken(TokenProtos.toProto(token))
                    .build();
        });
    }

    @Override
    public void revoke(TokenServiceRevokeRequest request, StreamObserver<TokenServiceRevokeResponse> observer) {
        Rpc.answer(observer, () -> {
            tokens.revoke(CallContext.selfAccess(), Uuids.parse("uuid", request.getUuid()));
            return TokenServiceRevokeResponse.getDefaultInstance();
        });
    }

    private static Duration life(TokenServiceCreateRequest request) {
        return request.hasExpires()
                ? Duration.ofSeconds(
                        request.getExpires().getSeconds(), request.getExpires().getNanos())
                : NewToken.DEFAULT_LIFE;
    }

    private static Optional<AdminRole> adminRole(io.bergwerk.api.v1.AdminRole role) {
        return switch (role) {
            case ADMIN_ROLE_UNSPECIFIED -> Optional.empty();
            case ADMIN_ROLE_EDITOR, ADMIN_ROLE_VIEWER -> Optional.of(ProtoRoles.of(role));
            case UNRECOGNIZED -> throw ApiException.invalid("admin_role", role, "editor or viewer");
        };
    }
}
