/// Certificates and keys of a cluster: two authorities, their leaves, and the ServiceAccount signing key.
///
/// [ClusterPki][io.bergwerk.engine.local.pki.ClusterPki] brings a directory to completeness, whatever it found there;
/// leaves are renewed after two thirds of their life. Keys are ECDSA P-256 in files of mode 0600.
@NullMarked
package io.bergwerk.engine.local.pki;

import org.jspecify.annotations.NullMarked;
