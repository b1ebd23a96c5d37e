package io.bergwerk.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Every secret that the tests of this JVM came to know, so that the last of them can look for leaks.
final class Secrets {
    static final Secrets KNOWN = new Secrets();

    private static final int MIN_LENGTH = 8;
    private static final Pattern KEY_DATA = Pattern.compile("client-key-data: *\"?([A-Za-z0-9+/=]+)");

    private static final int MAX_ERRORS = 5000;
    private static final int MAX_ERROR_LENGTH = 4000;

    private final Map<String, String> byValue = new ConcurrentHashMap<>();
    private final Queue<String> errors = new ArrayBlockingQueue<>(MAX_ERRORS);

    /// @param kind what to call it when it is found, since the value itself must not be shown
    void add(String kind, String value) {
        if (value.length() >= MIN_LENGTH) {
            byValue.put(value, kind);
        }
    }

    /// Its key, as it stands there and as what it stands for.
    void addKubeconfig(String yaml) {
        var keys = KEY_DATA.matcher(yaml);
        while (keys.find()) {
            add("key of a kubeconfig", keys.group(1));
            var pem = new String(Base64.getDecoder().decode(keys.group(1)), StandardCharsets.UTF_8);
            addPem("key of a kubeconfig", pem);
        }
    }

    /// The first line of the key itself: a leak may break lines anew.
    void addPem(String kind, String pem) {
        pem.lines()
                .filter(line -> !line.startsWith("-") && line.length() > 40)
                .findFirst()
                .ifPresent(line -> add(kind, line));
    }

    /// Remembers what an error said, for the last look.
    void heard(String error) {
        errors.offer(error.length() <= MAX_ERROR_LENGTH ? error : error.substring(0, MAX_ERROR_LENGTH));
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    int count() {
        return byValue.size();
    }

    /// What kinds of secrets stand in a text.
    List<String> in(String text) {
        var found = new ArrayList<String>();
        new TreeMap<>(byValue).forEach((value, kind) -> {
            if (text.contains(value)) {
                found.add(kind);
            }
        });
        return found;
    }
}
