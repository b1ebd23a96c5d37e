package io.bergwerk.server.version;

import io.bergwerk.api.v1.Version;
import io.bergwerk.api.v1.VersionServiceGetRequest;
import io.bergwerk.api.v1.VersionServiceGetResponse;
import io.bergwerk.api.v1.VersionServiceGrpc.VersionServiceImplBase;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;

/// Says which build answers.
public final class VersionApi extends VersionServiceImplBase {
    private final VersionServiceGetResponse answer;

    public VersionApi(Build build) {
        this.answer = VersionServiceGetResponse.newBuilder()
                .setVersion(Version.newBuilder()
                        .setVersion(build.version())
                        .setRevision(build.revision())
                        .setGitSha1(build.gitSha1())
                        .setBuildDate(build.date()))
                .build();
    }

    @Override
    public void get(VersionServiceGetRequest request, StreamObserver<VersionServiceGetResponse> observer) {
        Rpc.answer(observer, () -> answer);
    }
}
