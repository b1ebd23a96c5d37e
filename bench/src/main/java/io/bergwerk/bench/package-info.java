/// Measures the product on the machine it runs on, each figure beside a yardstick taken in the same run, because
/// figures of two machines, or of two hours of one, cannot be compared.
@NullMarked
package io.bergwerk.bench;

import org.jspecify.annotations.NullMarked;
