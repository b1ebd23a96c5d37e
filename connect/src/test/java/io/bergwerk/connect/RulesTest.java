package io.bergwerk.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of the protocol that need no server.
class RulesTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void everyCodeKeepsItsName(Status.Code code) {
        var spelled = code == Status.Code.CANCELLED ? "CANCELED" : code.name();

        assertThat(ConnectCode.of(code).name()).isEqualTo(spelled);
    }

    @ParameterizedTest
    @CsvSource({"1H, PT1H", "2M, PT2M", "3S, PT3S", "4m, PT0.004S", "5u, PT0.000005S", "6n, PT0.000000006S", "0S, PT0S"
    })
    void grpcTimeoutsHaveUnits(String field, Duration timeout) {
        assertThat(Timeouts.grpc(field)).isEqualTo(timeout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "S", "123456789S", "-1S", "5s", "1.5S"})
    void otherGrpcTimeoutsAreRefused(String field) {
        assertThatThrownBy(() -> Timeouts.grpc(field)).hasMessageStartingWith("INVALID_ARGUMENT: grpc-timeout");
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "'s2,snappy,zstd,gzip', true",
        "'br, GZIP;q=0.5', true",
        "*, true",
        "gzip;q=0, false",
        "gzip;q=0.000, false",
        "gzip;q=abc, false",
        "s2, false",
        "'', false",
        "'gzip;q=0, *', false"
    })
    void acceptEncodingHasWeights(String field, boolean gzip) {
        assertThat(Encodings.acceptsGzip(field)).isEqualTo(gzip);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "Höhe 100% \"quoted\"\nnext line", "%", "%4", "%zz", ""})
    void messagesSurviveTheirEncoding(String message) {
        var field = GrpcStatusFields.encodeMessage(message);

        assertThat(field).matches("[ -~]*");
        assertThat(GrpcStatusFields.decodeMessage(field)).isEqualTo(message);
        assertThat(GrpcStatusFields.decodeMessage("100%")).isEqualTo("100%");
    }

    @Test
    void anErrorShowsDetailsThatItKnows() {
        var known = Any.pack(ErrorInfo.newBuilder().setReason("r").build());
        var foreign =
                known.toBuilder().setTypeUrl("type.googleapis.com/some.Other").build();
        var json = new ErrorJson(
                DetailTypes.of(List.of(new TestService().definition().getServiceDescriptor())));

        var error = new String(json.error(Status.ABORTED.withDescription("a \"b\""), List.of(known, foreign)), UTF_8);

        assertThat(error)
                .isEqualTo("{\"code\":\"aborted\",\"message\":\"a \\\"b\\\"\",\"details\":["
                        + "{\"type\":\"google.rpc.ErrorInfo\",\"value\":\"CgFy\"},"
                        + "{\"type\":\"some.Other\",\"value\":\"CgFy\"}]}");
    }

    @Test
    void aStreamEndsWithItsErrorAndTrailers() {
        var json = new ErrorJson(DetailTypes.of(List.of()));

        assertThat(new String(json.endOfStream(Status.OK, List.of(), Map.of()), UTF_8))
                .isEqualTo("{}");
        assertThat(new String(json.endOfStream(Status.OK, List.of(), Map.of("k", List.of("v", "w"))), UTF_8))
                .isEqualTo("{\"metadata\":{\"k\":[\"v\",\"w\"]}}");
        assertThat(new String(json.endOfStream(Status.NOT_FOUND, List.of(), Map.of()), UTF_8))
                .isEqualTo("{\"error\":{\"code\":\"not_found\"}}");
    }

    @Test
    void gzipStopsAtTheLimit() {
        var packed = Gzip.deflate(new byte[1000]);

        assertThat(Gzip.inflate(packed, 1000)).hasSize(1000);
        assertThatThrownBy(() -> Gzip.inflate(packed, 999)).hasMessageStartingWith("RESOURCE_EXHAUSTED");
        assertThatThrownBy(() -> Gzip.inflate(new byte[] {1, 2, 3}, 999)).hasMessageStartingWith("INVALID_ARGUMENT");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, '203.0.113.7, 10.1.1.1', 198.51.100.1, 203.0.113.7",
        "10.1.2.3, , 198.51.100.1, 198.51.100.1",
        "10.1.2.3, not-an-address, , 10.1.2.3",
        "192.0.2.9, 203.0.113.7, 198.51.100.1, 192.0.2.9",
        "fd00::1, 203.0.113.7, , 203.0.113.7",
    })
    void onlyATrustedProxyTellsTheClientsAddress(String peer, String forwarded, String real, String client) {
        var proxies = TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8"));

        assertThat(proxies.clientAddress(InetAddress.ofLiteral(peer), forwarded, real))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 203.0.113.7", "192.0.2.9, 192.0.2.9"})
    void aPagesClientIsFoundLikeACalls(String peer, String client) {
        var request = HttpRequest.of(
                RequestHeaders.of(HttpMethod.POST, "/sign-in", "x-forwarded-for", "203.0.113.7, 10.1.1.1"));
        var ctx = ServiceRequestContext.builder(request)
                .remoteAddress(new InetSocketAddress(InetAddress.ofLiteral(peer), 4711))
                .build();

        assertThat(TrustedProxies.of(List.of("10.0.0.0/8")).clientAddress(ctx)).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "example.org", "10.0.0.0/x", "10.0.0.0/", ""})
    void aNetworkThatIsNoneIsRefused(String network) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(network))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "encoding=json",
                "encoding=xml&message=",
                "encoding=json&message=%zz",
                "message=x",
                "encoding=json&message=***&base64=1",
                "encoding=json&message=x&base64=2",
                "encoding=json&message=x&connect=v2"
            })
    void aQueryThatIsNoCallIsRefused(String query) {
        assertThatThrownBy(() -> GetQuery.parse(query)).hasMessageStartingWith("INVALID_ARGUMENT");
    }
}
