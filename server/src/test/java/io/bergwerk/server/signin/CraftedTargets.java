package io.bergwerk.server.signin;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Addresses to which somebody would like a token to be sent, made to look as if they were ours.
final class CraftedTargets {
    private static final String EVIL = "evil.test";
    private static final List<String> OURS =
            List.of("localhost", "127.0.0.1", "[::1]", "console.bergwerk.test", "api.bergwerk.test");
    private static final List<String> SCHEMES = List.of("http", "https");

    private CraftedTargets() {}

    /// Each one once.
    static Set<String> all() {
        var targets = new LinkedHashSet<String>();
        for (var scheme : SCHEMES) {
            plain(scheme).forEach(targets::add);
            OURS.forEach(ours -> targets.addAll(disguised(scheme, ours)));
        }
        targets.addAll(wrongSchemes());
        targets.addAll(notAbsolute());
        return targets;
    }

    private static List<String> plain(String scheme) {
        return List.of(
                scheme + "://" + EVIL + "/",
                scheme + "://" + EVIL + ":8080/callback",
                scheme + "://EVIL.test/",
                scheme + "://203.0.113.66/",
                scheme + "://[2001:db8::66]/",
                scheme + "://0x7f000001/",
                scheme + "://2130706433/",
                scheme + "://127.1/",
                scheme + "://0.0.0.0/",
                scheme + "://[::]/",
                scheme + "://[::ffff:203.0.113.66]/",
                scheme + "://" + EVIL + "\\@localhost/",
                scheme + ":/" + EVIL,
                scheme + ":" + EVIL,
                scheme + ":///" + EVIL,
                scheme + "://",
                scheme + "://:80/",
                scheme + "://@" + EVIL);
    }

    private static List<String> disguised(String scheme, String ours) {
        return List.of(
                scheme + "://" + ours + "." + EVIL + "/",
                scheme + "://" + ours + "@" + EVIL + "/",
                scheme + "://" + ours + ":80@" + EVIL + "/",
                scheme + "://" + ours + "%2f@" + EVIL + "/",
                scheme + "://" + ours + "%00." + EVIL + "/",
                scheme + "://" + ours + "\\." + EVIL + "/",
                scheme + "://" + ours + "\\@" + EVIL + "/",
                scheme + "://" + EVIL + "#" + ours,
                scheme + "://" + EVIL + "?" + ours,
                scheme + "://" + EVIL + "/" + ours,
                scheme + "://" + EVIL + ";" + ours + "/",
                scheme + "://x" + ours.replace("[", "").replace("]", "") + "/",
                scheme + "://" + ours + "\t." + EVIL + "/",
                scheme + "://" + ours + "\r\nlocation: http://" + EVIL + "/",
                scheme + "://user@" + ours + "/",
                scheme + "://user:word@" + ours + "/");
    }

    private static List<String> wrongSchemes() {
        var targets = new ArrayList<String>();
        for (var scheme : List.of("javascript", "data", "file", "ftp", "ws", "wss", "blob", "vbscript", "intent")) {
            targets.add(scheme + "://localhost/callback");
            targets.add(scheme + ":alert(1)//localhost");
        }
        targets.add("https://localhost/");
        targets.add("https://127.0.0.1/");
        targets.add("http://console.bergwerk.test/");
        targets.add("ws://console.bergwerk.test/");
        return targets;
    }

    private static List<String> notAbsolute() {
        return List.of(
                "//" + EVIL,
                "///" + EVIL,
                "\\\\" + EVIL,
                "/\\" + EVIL,
                "/",
                "/callback",
                "..",
                EVIL,
                "localhost",
                "localhost:80",
                "127.0.0.1",
                "?x",
                "#x",
                " http://localhost/",
                "http:// localhost/",
                "http://localhost/ x",
                "http://löcalhost/",
                "http://ｌocalhost/",
                "http://127。0。0。1/",
                "http://localhost/" + "x".repeat(3000),
                "https://console.bergwerk.test." + EVIL,
                "https://console-bergwerk.test/",
                "https://consolebergwerk.test/",
                "https://evil.console.bergwerk.test/",
                "https://bergwerk.test/");
    }
}
