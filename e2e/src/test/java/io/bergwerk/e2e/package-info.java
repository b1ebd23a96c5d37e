/// A running installation against real clients: plain HTTP, curl, the released Python client, gRPC and kubectl.
///
/// Start at [Installation], a server process of its own with everything below it. Tests that only call the API share
/// one ([SharedInstallation]); those that kill, fill or break something start their own. [Workspace] holds all their
/// files and makes sure that nothing outlives the tests, not even when their JVM is killed.
@NullMarked
package io.bergwerk.e2e;

import org.jspecify.annotations.NullMarked;
