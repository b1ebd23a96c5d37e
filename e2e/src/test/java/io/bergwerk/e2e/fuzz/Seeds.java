package io.bergwerk.e2e.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.bergwerk.api.MethodPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What a run starts from: every method with a request that keeps the rules, and tokens good and bad.
public final class Seeds {
    /// A method with a valid request in both forms.
    record Seed(String path, boolean stream, ByteString proto, ByteString json) {}

    private final List<Seed> seeds = new ArrayList<>();
    private final List<String> tokens;

    /// @param tokens good ones; bad ones are made of them
    public Seeds(List<MethodDescriptor> methods, Function<MethodDescriptor, Message> valid, List<String> tokens) {
        methods.forEach(method -> seeds.add(seed(method, valid.apply(method))));
        this.tokens = List.copyOf(tokens);
    }

    private static Seed seed(MethodDescriptor method, Message message) {
        try {
            var json = JsonFormat.printer().omittingInsignificantWhitespace().print(message);
            return new Seed(
                    MethodPolicy.pathOf(method),
                    method.isServerStreaming(),
                    message.toByteString(),
                    ByteString.copyFromUtf8(json));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(method.getFullName(), e);
        }
    }

    Seed any(RandomGenerator random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    Seed unary(RandomGenerator random) {
        var seed = any(random);
        return seed.stream() ? unary(random) : seed;
    }

    Seed stream(RandomGenerator random) {
        var streams = seeds.stream().filter(Seed::stream).toList();
        return streams.get(random.nextInt(streams.size()));
    }

    /// A value of the authorization header; empty for none.
    String authorization(RandomGenerator random, Mutations mutations) {
        var token = tokens.get(random.nextInt(tokens.size()));
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "Bearer " + printable(mutations.of(ByteString.copyFromUtf8(token)));
            case 2 -> "Bearer";
            default -> "Bearer " + token;
        };
    }

    /// Line breaks would end the header, which is another kind of attempt.
    static String printable(byte[] bytes) {
        return printable(ByteString.copyFrom(bytes));
    }

    static String printable(ByteString bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1).replaceAll("[^\\x21-\\x7e]", "~");
    }
}
