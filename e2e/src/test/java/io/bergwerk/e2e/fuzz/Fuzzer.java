package io.bergwerk.e2e.fuzz;

import com.google.protobuf.ByteString;
import io.bergwerk.e2e.fuzz.Attempt.Kind;
import io.bergwerk.e2e.fuzz.Seeds.Seed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/// Draws one attempt after the other; the same seed draws the same ones.
final class Fuzzer {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BOMB = Mutations.gzip(new byte[16 << 20]);
    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "application/proto",
            "application/connect+json",
            "application/connect+proto",
            "application/grpc",
            "application/grpc+json",
            "application/grpc-web",
            "application/grpc-web+proto",
            "application/grpc-web-text",
            "application/xml",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
            "application/",
            "*/*",
            ";");
    private static final List<String> METHODS =
            List.of("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "NONSENSE");
    private static final List<String> PATHS = List.of(
            "/",
            "/auth/local",
            "/auth/local?code=x",
            "/auth/local?redirect-url=http://[::1",
            "/%00",
            "/..%2f..%2fetc/passwd",
            "/api.v1.ClusterService/",
            "/api.v1.ClusterService",
            "/api.v1.ClusterService/List/more",
            "*",
            "//",
            "/?%zz");

    private final Seeds seeds;
    private final RandomGenerator random;
    private final Mutations mutations;

    Fuzzer(Seeds seeds, RandomGenerator random) {
        this.seeds = seeds;
        this.random = random;
        this.mutations = new Mutations(random);
    }

    Attempt next() {
        var draw = random.nextInt(1000);
        if (draw < 10) {
            return Attempt.request(Kind.NOISE, mutations.noise(300)).brokenOff();
        } else if (draw < 120) {
            return unary(Kind.RANDOM_BODY, anyOf("application/json", "application/proto"), mutations.noise(400));
        } else if (draw < 420) {
            return unary(Kind.MUTATED_PROTO, seed -> mutations.of(seed.proto()), "application/proto");
        } else if (draw < 620) {
            return unary(Kind.MUTATED_JSON, seed -> mutations.of(seed.json()), "application/json");
        } else if (draw < 660) {
            return unary(Kind.VALID, seed -> seed.json().toByteArray(), "application/json");
        } else if (draw < 720) {
            return contentType();
        } else if (draw < 800) {
            return envelope();
        } else if (draw < 830) {
            return gzip();
        } else if (draw < 832) {
            return bomb();
        } else if (draw < 860) {
            return headers();
        } else if (draw < 890) {
            return method();
        } else if (draw < 900) {
            return brokenOff();
        } else if (draw < 995) {
            return grpcWeb();
        }
        return http2Noise();
    }

    private interface Body {
        byte[] of(Seed seed);
    }

    private String anyOf(String... values) {
        return values[random.nextInt(values.length)];
    }

    private HttpText post(Seed seed, String contentType) {
        var text = new HttpText("POST", seed.path()).header("content-type", contentType);
        var authorization = seeds.authorization(random, mutations);
        return authorization.isEmpty() ? text : text.header("authorization", authorization);
    }

    private Attempt unary(Kind kind, String contentType, byte[] body) {
        return unary(kind, _ -> body, contentType);
    }

    private Attempt unary(Kind kind, Body body, String contentType) {
        var seed = seeds.unary(random);
        return Attempt.request(kind, post(seed, contentType).body(body.of(seed)));
    }

    private Attempt contentType() {
        var type = random.nextInt(4) == 0
                ? Seeds.printable(mutations.noise(40))
                : CONTENT_TYPES.get(random.nextInt(CONTENT_TYPES.size()));
        var seed = seeds.any(random);
        var text = post(seed, type);
        if (random.nextBoolean()) {
            text.header("connect-timeout-ms", Seeds.printable(mutations.of(ByteString.copyFromUtf8("1500"))));
        }
        return Attempt.request(Kind.CONTENT_TYPE, text.body(seed.proto().toByteArray()))
                .streaming();
    }

    private Attempt envelope() {
        var seed = seeds.stream(random);
        var json = random.nextBoolean();
        var content = mutations.of(json ? seed.json() : seed.proto());
        var flags = random.nextInt(3) == 0 ? random.nextInt(256) : 0;
        var claimed = random.nextInt(3) == 0 ? random.nextInt() : content.length;
        var text = post(seed, "application/connect+" + (json ? "json" : "proto"));
        return Attempt.request(Kind.ENVELOPE, text.body(Mutations.envelope(flags, content, claimed)))
                .streaming();
    }

    private Attempt gzip() {
        var seed = seeds.unary(random);
        var zipped = Mutations.gzip(seed.proto().toByteArray());
        var body = random.nextBoolean() ? mutations.of(ByteString.copyFrom(zipped)) : zipped;
        return Attempt.request(
                Kind.GZIP,
                post(seed, "application/proto")
                        .header("content-encoding", "gzip")
                        .body(body));
    }

    private Attempt bomb() {
        if (random.nextBoolean()) {
            return Attempt.request(
                    Kind.GZIP_BOMB,
                    post(seeds.unary(random), anyOf("application/proto", "application/json"))
                            .header("content-encoding", "gzip")
                            .body(BOMB));
        }
        var stream = post(seeds.stream(random), "application/connect+proto").header("connect-content-encoding", "gzip");
        return Attempt.request(Kind.GZIP_BOMB, stream.body(Mutations.envelope(1, BOMB)))
                .streaming();
    }

    private Attempt headers() {
        var seed = seeds.unary(random);
        var text = post(seed, "application/json");
        if (random.nextBoolean()) {
            text.header("x-long", "a".repeat(1 << (10 + random.nextInt(8))));
        } else {
            for (var left = random.nextInt(400); left > 0; left--) {
                text.header("x-" + left, Seeds.printable(mutations.noise(60)));
            }
        }
        text.header(Seeds.printable(mutations.noise(12)) + "n", "x");
        return Attempt.request(Kind.HEADERS, text.body(seed.json().toByteArray()))
                .thatMayHangUp();
    }

    private Attempt method() {
        var path = random.nextBoolean() ? seeds.any(random).path() : PATHS.get(random.nextInt(PATHS.size()));
        var text = new HttpText(METHODS.get(random.nextInt(METHODS.size())), path);
        return Attempt.request(Kind.HTTP_METHOD, text.body(new byte[0])).brokenOff();
    }

    private Attempt brokenOff() {
        var seed = seeds.unary(random);
        var body = post(seed, "application/proto")
                .body(seed.proto().toByteArray(), seed.proto().size() + 1 + random.nextInt(1000));
        return Attempt.request(Kind.BROKEN_OFF, body).brokenOff();
    }

    private Attempt grpcWeb() {
        var seed = seeds.any(random);
        var content = Mutations.envelope(random.nextInt(4) == 0 ? random.nextInt(256) : 0, mutations.of(seed.proto()));
        var body = random.nextInt(3) == 0 ? mutations.of(ByteString.copyFrom(content)) : content;
        var text = post(seed, anyOf("application/grpc-web", "application/grpc-web+proto"));
        if (random.nextInt(3) == 0) {
            text.header("grpc-timeout", Seeds.printable(mutations.of(ByteString.copyFromUtf8("100m"))));
        }
        return Attempt.request(Kind.GRPC_WEB, text.body(body)).streaming();
    }

    private Attempt http2Noise() {
        var frames = mutations.noise(200);
        var settings = new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0};
        var bytes = ByteBuffer.allocate(PREFACE.length + settings.length + frames.length);
        return Attempt.request(
                        Kind.HTTP2_NOISE,
                        bytes.put(PREFACE).put(settings).put(frames).array())
                .brokenOff();
    }

    /// The body of one call over gRPC, which goes through a client that speaks HTTP/2.
    byte[] grpcBody(Seed seed) {
        var content = random.nextInt(4) == 0 ? mutations.noise(200) : mutations.of(seed.proto());
        var flags = random.nextInt(6) == 0 ? random.nextInt(256) : 0;
        var claimed = random.nextInt(6) == 0 ? random.nextInt() : content.length;
        return Mutations.envelope(flags, content, claimed);
    }

    Seed grpcSeed() {
        return seeds.any(random);
    }

    String authorization() {
        return seeds.authorization(random, mutations);
    }
}
