package io.bergwerk.server.page;

import com.google.common.html.HtmlEscapers;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;

/// A plain page in the house's dress, without scripts and without anything from elsewhere.
public final class Html {
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private Html() {}

    public static String escape(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }

    /// @param body trusted HTML; whatever came from outside has gone through [#escape]
    public static HttpResponse page(HttpStatus status, String title, String body) {
        var headers = ResponseHeaders.builder(status)
                .contentType(MediaType.HTML_UTF_8)
                .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .add(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .add(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .add(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .build();
        return HttpResponse.of(headers, HttpData.ofUtf8(text(title, body)));
    }

    private static String text(String title, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s · Bergwerk</title>
                <style>
                :root { color-scheme: light dark; --ink: #1c2530; --dim: #5d6b7a; --line: #d6dde4; --ground: #fbfcfd; --accent: #b3541e; }
                @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --dim: #9aa8b5; --line: #33404c; --ground: #12181e; --accent: #f0965a; } }
                body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
                main { max-width: 44rem; margin: 12vh auto 4rem; padding: 0 1.5rem; }
                h1 { font-size: 1.7rem; margin: 0 0 .6rem; letter-spacing: -.01em; }
                h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
                p.lead { color: var(--dim); margin-top: 0; }
                code, pre { font: 14px/1.5 ui-monospace, monospace; }
                pre { border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; overflow-x: auto; }
                a { color: var(--accent); }
                input, button { font: inherit; padding: .5rem .8rem; border-radius: 6px; border: 1px solid var(--line); background: transparent; color: inherit; }
                button { background: var(--accent); border-color: var(--accent); color: #fff; cursor: pointer; }
                dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; }
                dt { color: var(--dim); }
                dd { margin: 0; }
                </style>
                </head>
                <body><main><h1>%1$s</h1>
                %2$s
                </main></body></html>
                """.formatted(escape(title), body);
    }
}
