/// Prices and, once billing is built, customers, usage and invoices.
@NullMarked
package io.bergwerk.server.payment;

import org.jspecify.annotations.NullMarked;
