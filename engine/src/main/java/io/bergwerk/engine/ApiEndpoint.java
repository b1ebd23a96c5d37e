package io.bergwerk.engine;

import java.net.URI;

/// Where a cluster's API server answers when there are no DNS names for it.
///
/// @param server https URL without a path
/// @param caPem the authority that signed its serving certificate
public record ApiEndpoint(URI server, String caPem) {}
