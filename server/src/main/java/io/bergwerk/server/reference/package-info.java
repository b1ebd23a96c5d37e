/// What programs read about the API: its OpenAPI document and its protos, both made from the descriptors it runs on.
@NullMarked
package io.bergwerk.server.reference;

import org.jspecify.annotations.NullMarked;
