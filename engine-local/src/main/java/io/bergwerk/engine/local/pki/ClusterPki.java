package io.bergwerk.engine.local.pki;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The certificates of one cluster, complete and fresh when [#ensure] returned.
///
/// Files that clients trust (authorities, ServiceAccount key) are made once; leaves are made again when they
/// are missing, broken, two thirds through their life or no longer name what they should. The components read
/// the files again by themselves.
public final class ClusterPki {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3652);
    private static final Duration LEAF_LIFE = Duration.ofDays(365);

    /// So that a clock that is set back does not make the cluster's own certificates invalid.
    private static final Duration BACKDATED = Duration.ofDays(1);

    private static final Duration BOOTSTRAP_LIFE = Duration.ofMinutes(10);

    private final Path directory;
    private final InstantSource clock;
    private final CertificateAuthority ca;
    private final Identity engine;

    private ClusterPki(Path directory, InstantSource clock, CertificateAuthority ca, Identity engine) {
        this.directory = directory;
        this.clock = clock;
        this.ca = ca;
        this.engine = engine;
    }

    /// Makes what is missing in the directory and reads the rest.
    ///
    /// @throws DamagedPkiException if an authority has lost its key
    public static ClusterPki ensure(Path directory, ClusterNames names, InstantSource clock, SecureRandom random) {
        PrivateFiles.createDirectory(directory);
        var now = clock.instant();
        var ca = authority(directory, "ca", "bergwerk-" + names.id(), now, random);
        var frontProxyCa = authority(directory, "front-proxy-ca", "bergwerk-front-proxy-" + names.id(), now, random);
        ServiceAccountKey.ensure(directory, random);
        for (var leaf : Leaf.allOf(names, now.minus(BACKDATED), now.plus(LEAF_LIFE))) {
            ensureLeaf(directory, leaf, leaf.ofFrontProxy() ? frontProxyCa : ca, now);
        }
        var engine = new PairFiles(directory, Leaf.ENGINE).read();
        return new ClusterPki(directory, clock, ca, engine.orElseThrow());
    }

    private static CertificateAuthority authority(
            Path directory, String file, String commonName, Instant now, SecureRandom random) {
        var files = new PairFiles(directory, file);
        var found = files.read();
        if (found.isPresent()) {
            return new CertificateAuthority(found.get(), random);
        }
        if (Files.exists(files.certificate())) {
            throw new DamagedPkiException(
                    "%s has no usable key beside it: restore %s from a backup".formatted(files.certificate(), file));
        }
        var made = CertificateAuthority.create(commonName, now.minus(BACKDATED), now.plus(AUTHORITY_LIFE), random);
        files.writeDurably(made);
        return new CertificateAuthority(made, random);
    }

    private static void ensureLeaf(Path directory, Leaf leaf, CertificateAuthority signer, Instant now) {
        var files = new PairFiles(directory, leaf.file());
        var found = files.read();
        if (found.isEmpty() || !stillGood(found.get().certificate(), leaf.order(), signer, now)) {
            files.write(signer.issue(leaf.order()));
        }
    }

    private static boolean stillGood(
            X509Certificate certificate, LeafOrder order, CertificateAuthority signer, Instant now) {
        try {
            certificate.verify(signer.certificate().getPublicKey());
            return now.isBefore(renewalOf(certificate)) && namesIn(certificate).equals(namesIn(order));
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static Instant renewalOf(X509Certificate certificate) {
        var start = certificate.getNotBefore().toInstant();
        var life = Duration.between(start, certificate.getNotAfter().toInstant());
        return start.plus(life.multipliedBy(2).dividedBy(3));
    }

    private static Set<Object> namesIn(X509Certificate certificate) throws CertificateParsingException {
        var names = new HashSet<Object>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            alternatives.forEach(name -> names.add(Objects.requireNonNull(name.get(1))));
        }
        return names;
    }

    private static Set<Object> namesIn(LeafOrder order) {
        var names = new HashSet<Object>(order.dnsNames());
        names.addAll(order.ipAddresses());
        return names;
    }

    /// Signs clients, serving certificates and nodes.
    public CertificateAuthority ca() {
        return ca;
    }

    /// The engine's own client certificate, organization `bergwerk:engine`.
    public Identity engine() {
        return engine;
    }

    /// When the cluster's authority was made, and with it the cluster.
    public Instant madeAt() {
        return ca.certificate().getNotBefore().toInstant().plus(BACKDATED);
    }

    public Path directory() {
        return directory;
    }

    /// A client certificate in `system:masters` for the very first write; kept in memory and worthless after
    /// ten minutes.
    public Identity bootstrap() {
        var now = clock.instant();
        return ca.issue(LeafOrder.client(
                "bergwerk-bootstrap", List.of("system:masters"), now.minus(BACKDATED), now.plus(BOOTSTRAP_LIFE)));
    }

    /// A serving certificate for a simulated node or another endpoint inside the cluster, good for a year.
    public Identity serving(String commonName, List<String> dnsNames, List<String> ipAddresses) {
        var now = clock.instant();
        return ca.issue(LeafOrder.server(commonName, dnsNames, ipAddresses, now.minus(BACKDATED), now.plus(LEAF_LIFE)));
    }
}
