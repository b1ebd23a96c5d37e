package io.bergwerk.server.tenant;

import java.util.Optional;

/// An organisation to make.
///
/// @param email without one, that of the user who makes it is taken
public record NewTenant(
        String name, Optional<String> email, String description, String avatarUrl, String phoneNumber) {}
