package io.bergwerk.server.start;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.bergwerk.api.OwnContract;
import io.bergwerk.connect.RpcRoutes;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.rpc.MessageRules;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// What takes long to make and needs neither configuration nor database: it is made while those are read and opened.
final class Beside {
    private final CompletableFuture<MethodTable> methods =
            begin(() -> MethodTable.ofMethods(OwnContract.withPublicMethods()));
    private final CompletableFuture<MessageRules> rules = begin(MessageRules::new);
    private final CompletableFuture<ServerBuilder> server = begin(Server::builder);
    private final CompletableFuture<RpcRoutes.Builder> routes = begin(RpcRoutes::builder);

    private static <T> CompletableFuture<T> begin(Supplier<T> make) {
        return CompletableFuture.supplyAsync(make, Thread::startVirtualThread);
    }

    /// The policies of all methods.
    ///
    /// @throws IllegalStateException naming the first method without a policy
    MethodTable methods() {
        return made(methods);
    }

    MessageRules rules() {
        return made(rules);
    }

    /// Of the API, with nothing in it yet.
    RpcRoutes.Builder routes() {
        return made(routes);
    }

    /// Of the API, with nothing set yet.
    ServerBuilder server() {
        return made(server);
    }

    private static <T> T made(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
