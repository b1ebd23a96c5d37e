/// Projects: groups of resources within a tenant, and who is a member of them.
///
/// Members of the tenant reach all of its projects with the same role; others are invited to single ones.
/// Exactly one project of a personal tenant is its default project. The first ten hex digits of a project's id
/// are unique in the installation, because they become a label in DNS names.
@NullMarked
package io.bergwerk.server.project;

import org.jspecify.annotations.NullMarked;
