package io.bergwerk.server.token;

import io.bergwerk.common.Uuids;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.rpc.ProtoTimes;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.v1.ApiTokenServiceGrpc.ApiTokenServiceImplBase;
import io.bergwerk.v1.ApiTokenServiceLastUsedRequest;
import io.bergwerk.v1.ApiTokenServiceLastUsedResponse;
import io.bergwerk.v1.ApiTokenServiceRotateRequest;
import io.bergwerk.v1.ApiTokenServiceRotateResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/// `bergwerk.v1.ApiTokenService`.
public final class ApiTokenApi extends ApiTokenServiceImplBase {
    private final TokenService tokens;
    private final TokenUses uses;

    public ApiTokenApi(TokenService tokens, TokenUses uses) {
        this.tokens = tokens;
        this.uses = uses;
    }

    @Override
    public void rotate(ApiTokenServiceRotateRequest request, StreamObserver<ApiTokenServiceRotateResponse> observer) {
        Rpc.answer(observer, () -> {
            var rotation =
                    tokens.rotate(CallContext.selfAccess(), Uuids.parse("uuid", request.getUuid()), overlap(request));
            return ApiTokenServiceRotateResponse.newBuilder()
                    .setToken(TokenProtos.toProto(rotation.issued().token()))
                    .setSecret(rotation.issued().secret())
                    .setOldExpires(ProtoTimes.of(rotation.oldEnds()))
                    .build();
        });
    }

    @Override
    public void lastUsed(
            ApiTokenServiceLastUsedRequest request, StreamObserver<ApiTokenServiceLastUsedResponse> observer) {
        Rpc.answer(observer, () -> {
            var answer = ApiTokenServiceLastUsedResponse.newBuilder();
            uses.list(CallContext.selfAccess()).forEach((token, last) -> {
                var use = answer.addUsesBuilder().setUuid(token.toString());
                last.ifPresent(
                        known -> use.setLastUsed(ProtoTimes.of(known.at())).setClientAddress(known.address()));
            });
            return answer.build();
        });
    }

    private static Duration overlap(ApiTokenServiceRotateRequest request) {
        return request.hasOverlap()
                ? Duration.ofSeconds(
                        request.getOverlap().getSeconds(), request.getOverlap().getNanos())
                : TokenService.DEFAULT_OVERLAP;
    }
}
