package io.bergwerk.server.signin;

import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.ProtoRoles;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.server.token.TokenService;
import io.bergwerk.v1.SignInServiceGrpc.SignInServiceImplBase;
import io.bergwerk.v1.SignInServiceListProvidersRequest;
import io.bergwerk.v1.SignInServiceListProvidersResponse;
import io.bergwerk.v1.SignInServiceMyAdminRoleRequest;
import io.bergwerk.v1.SignInServiceMyAdminRoleResponse;
import io.bergwerk.v1.SignInServiceSignOutEverywhereRequest;
import io.bergwerk.v1.SignInServiceSignOutEverywhereResponse;
import io.grpc.stub.StreamObserver;

/// `bergwerk.v1.SignInService`.
public final class SignInApi extends SignInServiceImplBase {
    private final SignInProviders providers;
    private final TokenService tokens;

    public SignInApi(SignInProviders providers, TokenService tokens) {
        this.providers = providers;
        this.tokens = tokens;
    }

    @Override
    public void listProviders(
            SignInServiceListProvidersRequest request, StreamObserver<SignInServiceListProvidersResponse> observer) {
        Rpc.answer(observer, () -> {
            var answer = SignInServiceListProvidersResponse.newBuilder();
            providers
                    .all()
                    .forEach(provider -> answer.addProvidersBuilder()
                            .setName(provider.name())
                            .setDisplayName(provider.words()));
            answer.addProvidersBuilder().setName(SignInRoutes.LOCAL).setDisplayName("a sign-in code");
            return answer.build();
        });
    }

    @Override
    public void myAdminRole(
            SignInServiceMyAdminRoleRequest request, StreamObserver<SignInServiceMyAdminRoleResponse> observer) {
        Rpc.answer(observer, () -> {
            var answer = SignInServiceMyAdminRoleResponse.newBuilder();
            CallContext.selfAccess()
                    .rights()
                    .administers()
                    .map(ProtoRoles::toProto)
                    .ifPresent(answer::setAdminRole);
            return answer.build();
        });
    }

    @Override
    public void signOutEverywhere(
            SignInServiceSignOutEverywhereRequest request,
            StreamObserver<SignInServiceSignOutEverywhereResponse> observer) {
        Rpc.answer(
                observer,
                () -> SignInServiceSignOutEverywhereResponse.newBuilder()
                        .setEnded(tokens.endSignIns(CallContext.selfAccess()))
                        .build());
    }
}
