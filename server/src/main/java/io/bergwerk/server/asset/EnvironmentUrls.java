package io.bergwerk.server.asset;

import java.net.URI;

/// Addresses that clients send people to. All are set: clients otherwise fall back to another installation's, or fail.
///
/// @param afterLogin where the command line sends the browser once it has its token
public record EnvironmentUrls(URI console, URI afterLogin, URI termsAndConditions) {}
