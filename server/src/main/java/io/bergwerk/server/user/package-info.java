/// Users: people who sign in, each with a personal tenant and a default project of their own.
@NullMarked
package io.bergwerk.server.user;

import org.jspecify.annotations.NullMarked;
