package io.bergwerk.server.signin;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/// What an issuer says of itself (OpenID Connect Discovery 1.0).
///
/// @param issuer as its tokens name it
/// @param sendsIssuer whether it says who it is when it sends a browser back (RFC 9207)
record OidcMetadata(
        String issuer,
        URI authorizationEndpoint,
        URI tokenEndpoint,
        URI keys,
        boolean sendsIssuer,
        boolean basicSecret) {
    /// Where Microsoft's issuers have the id of a directory.
    static final String ANY_DIRECTORY = "{tenantid}";

    static URI wellKnown(URI issuer) {
        var text = issuer.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
                + "/.well-known/openid-configuration");
    }

    /// Whether this is the description of that issuer, or one that serves many with it.
    boolean speaksFor(URI configured) {
        return issuer.equals(configured.toString()) || issuer.contains(ANY_DIRECTORY);
    }

    /// @throws SignInException if something is missing
    static OidcMetadata parse(JsonNode json) throws SignInException {
        var methods = json.path("token_endpoint_auth_methods_supported");
        var post = methods.valueStream().anyMatch(method -> "client_secret_post".equals(method.asText()));
        var basic = methods.valueStream().anyMatch(method -> "client_secret_basic".equals(method.asText()));
        return new OidcMetadata(
                text(json, "issuer"),
                uri(json, "authorization_endpoint"),
                uri(json, "token_endpoint"),
                uri(json, "jwks_uri"),
                json.path("authorization_response_iss_parameter_supported").asBoolean(false),
                basic || !post); // basic is what an issuer can that says nothing
    }

    private static URI uri(JsonNode json, String name) throws SignInException {
        try {
            var uri = URI.create(text(json, name));
            if (uri.isAbsolute() && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw incomplete(name);
    }

    private static String text(JsonNode json, String name) throws SignInException {
        var text = json.path(name).asText("");
        if (text.isEmpty()) {
            throw incomplete(name);
        }
        return text;
    }

    private static SignInException incomplete(String name) {
        return new SignInException(
                "Your provider's description of itself is incomplete (%s). Ask the operator.".formatted(name));
    }
}
