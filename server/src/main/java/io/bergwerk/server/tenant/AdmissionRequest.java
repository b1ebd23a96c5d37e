package io.bergwerk.server.tenant;

/// What a tenant tells the operator when it asks to use what costs money; consent to the terms comes with it.
///
/// @param name empty to keep the one that is known
/// @param emailConsent whether news may be sent to the address
public record AdmissionRequest(String name, String email, boolean emailConsent) {}
