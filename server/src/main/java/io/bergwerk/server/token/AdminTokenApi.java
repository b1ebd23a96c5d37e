package io.bergwerk.server.token;

import io.bergwerk.admin.v1.TokenServiceGrpc;
import io.bergwerk.admin.v1.TokenServiceListRequest;
import io.bergwerk.admin.v1.TokenServiceListResponse;
import io.bergwerk.admin.v1.TokenServiceRevokeRequest;
import io.bergwerk.admin.v1.TokenServiceRevokeResponse;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.UUID;

/// `admin.v1.TokenService`.
public final class AdminTokenApi extends TokenServiceGrpc.TokenServiceImplBase {
    private final TokenService tokens;

    public AdminTokenApi(TokenService tokens) {
        this.tokens = tokens;
    }

    @Override
    public void list(TokenServiceListRequest request, StreamObserver<TokenServiceListResponse> observer) {
        Rpc.answer(observer, () -> {
            var user =
                    request.hasUserId() ? Optional.of(new UserLogin(request.getUserId())) : Optional.<UserLogin>empty();
            var answer = TokenServiceListResponse.newBuilder();
            tokens.list(CallContext.adminAccess(), user).forEach(token -> answer.addTokens(TokenProtos.toProto(token)));
            return answer.build();
        });
    }

    @Override
    public void revoke(TokenServiceRevokeRequest request, StreamObserver<TokenServiceRevokeResponse> observer) {
        Rpc.answer(observer, () -> {
            var id = UUID.fromString(request.getUuid());
            tokens.revoke(CallContext.adminAccess(), new UserLogin(request.getUserId()), id);
            return TokenServiceRevokeResponse.getDefaultInstance();
        });
    }
}
