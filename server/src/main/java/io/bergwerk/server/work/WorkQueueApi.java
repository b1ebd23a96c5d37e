package io.bergwerk.server.work;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.rpc.ProtoTimes;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.WorkListing.Entry;
import io.bergwerk.server.work.WorkListing.Filter;
import io.bergwerk.server.work.WorkListing.State;
import io.bergwerk.v1.Work;
import io.bergwerk.v1.WorkQueueServiceGrpc.WorkQueueServiceImplBase;
import io.bergwerk.v1.WorkQueueServiceListRequest;
import io.bergwerk.v1.WorkQueueServiceListResponse;
import io.bergwerk.v1.WorkState;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// `bergwerk.v1.WorkQueueService`: the queue of all servers, whichever is asked.
public final class WorkQueueApi extends WorkQueueServiceImplBase {
    private static final int DEFAULT_COUNT = 100;

    private final Database database;
    private final WorkListStore store = new WorkListStore();

    public WorkQueueApi(Database database) {
        this.database = database;
    }

    @Override
    public void list(WorkQueueServiceListRequest request, StreamObserver<WorkQueueServiceListResponse> observer) {
        var access = CallContext.adminAccess();
        Rpc.answer(observer, () -> {
            var filter = new Filter(
                    request.hasKind() ? Optional.of(request.getKind()) : Optional.empty(),
                    request.hasState() ? Optional.of(state(request.getState())) : Optional.empty(),
                    request.hasCount() ? request.getCount() : DEFAULT_COUNT);
            var listing = database.withHandle(tx -> store.list(tx, access, filter));
            var answer = WorkQueueServiceListResponse.newBuilder().setTotal(listing.total());
            listing.entries().forEach(entry -> answer.addWork(work(entry)));
            return answer.build();
        });
    }

    private static State state(WorkState state) {
        return switch (state) {
            case WORK_STATE_RUNNING -> State.RUNNING;
            case WORK_STATE_WAITING -> State.WAITING;
            case WORK_STATE_FAILING -> State.FAILING;
            case WORK_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw ApiException.invalid(
                        "state", state, "WORK_STATE_RUNNING, WORK_STATE_WAITING or WORK_STATE_FAILING");
        };
    }

    private static Work work(Entry entry) {
        var work = Work.newBuilder()
                .setKind(entry.kind())
                .setKey(entry.key())
                .setSince(ProtoTimes.of(entry.since()))
                .setAttempts(entry.attempts())
                .setReason(entry.reason())
                .setState(
                        switch (entry.state()) {
                            case RUNNING -> WorkState.WORK_STATE_RUNNING;
                            case WAITING -> WorkState.WORK_STATE_WAITING;
                            case FAILING -> WorkState.WORK_STATE_FAILING;
                        });
        entry.holder()
                .ifPresentOrElse(
                        holder -> {
                            work.setServer(holder.server().toString()).setHeldUntil(ProtoTimes.of(holder.until()));
                            holder.host().ifPresent(work::setHost);
                        },
                        () -> work.setNextAttempt(ProtoTimes.of(entry.due())));
        return work.build();
    }
}
