package io.bergwerk.server.reference;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import io.bergwerk.api.OwnContract;
import io.bergwerk.api.PublicContract;
import io.bergwerk.server.rpc.MessageRules;
import io.bergwerk.server.version.Build;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/// `/openapi.json` and `/protos.zip`, open to everybody.
public final class ReferencePages {
    static final String OPENAPI = "/openapi.json";
    static final String PROTOS = "/protos.zip";

    private static final List<MethodDescriptor> METHODS = OwnContract.withPublicMethods();
    private static final List<FileDescriptor> FILES = Stream.concat(
                    PublicContract.files().stream(), OwnContract.files().stream())
            .toList();

    private final FixedAnswer openApi;
    private final FixedAnswer protos = new FixedAnswer(MediaType.ZIP, new ProtoArchive(FILES)::zip);

    /// @param url where the server is
    public ReferencePages(MessageRules rules, URI url, Build build) {
        this.openApi = new FixedAnswer(MediaType.JSON_UTF_8, new OpenApi(METHODS, rules, url, build)::document);
    }

    public void install(ServerBuilder server) {
        server.service(OPENAPI, openApi);
        server.service(PROTOS, protos);
    }
}
