package io.bergwerk.server.page;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.bergwerk.server.version.Build;
import java.net.URI;

/// The front page and the terms of use.
public final class Pages {
    private final URI url;
    private final Build build;

    public Pages(URI url, Build build) {
        this.url = url;
        this.build = build;
    }

    public void install(ServerBuilder server) {
        server.service("/", this::front);
        server.service("/terms", this::terms);
    }

    private HttpResponse front(ServiceRequestContext context, HttpRequest request) {
        var address = Html.escape(url.toString());
        return Html.page(HttpStatus.OK, "Bergwerk", """
                <p class="lead">Managed Kubernetes on your own machines. The API answers here.</p>
                <dl><dt>API</dt><dd><code>%1$s</code></dd><dt>Version</dt><dd><code>%2$s</code></dd>
                <dt>Reference</dt><dd><a href="/openapi.json">OpenAPI</a>, <a href="/protos.zip">protos</a></dd></dl>
                <h2>Sign in</h2>
                <p>Run <code>./bergwerk login-link</code> on the machine that runs this installation and open the link
                it prints, or enter its code on the <a href="/auth/local">sign-in page</a>.</p>
                <h2>Try it</h2>
                <pre>curl -sS -X POST -H 'Content-Type: application/json' -d '{}' \\
                  %1$s/api.v1.AssetService/List</pre>
                <p>The released command line, Terraform provider and client libraries work with this address.
                <a href="/terms">Terms of use</a></p>
                """.formatted(address, Html.escape(build.revision())));
    }

    private HttpResponse terms(ServiceRequestContext context, HttpRequest request) {
        return Html.page(HttpStatus.OK, "Terms of use", """
                <p class="lead">This installation is run by whoever gave you its address.</p>
                <p>They decide who may use it and what it costs. Prices stand in the catalog and are the ones that
                <code>PaymentService/GetDefaultPrices</code> answers. Clusters, volumes and addresses are charged by the
                minute from creation until they are gone.</p>
                <p>Keep your tokens and kubeconfigs to yourself: whoever has one acts in your name until it ends. What you
                run must be lawful where the installation stands. The operator may stop what harms others.</p>
                <p>Operators replace this page by setting <code>environment.terms-url</code>.</p>
                """);
    }
}
