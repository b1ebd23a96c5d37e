package io.bergwerk.engine;

import java.util.Comparator;
import java.util.regex.Pattern;

/// A released version of Kubernetes, written `1.36.3`.
public record KubernetesVersion(int major, int minor, int patch) implements Comparable<KubernetesVersion> {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,2})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Comparator<KubernetesVersion> ORDER = Comparator.comparingInt(KubernetesVersion::major)
            .thenComparingInt(KubernetesVersion::minor)
            .thenComparingInt(KubernetesVersion::patch);

    /// @throws IllegalArgumentException if the text is not three numbers with dots between them
    public static KubernetesVersion parse(String text) {
        var matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("kubernetes version: \"%s\" (expected: like 1.36.3)".formatted(text));
        }
        return new KubernetesVersion(number(matcher.group(1)), number(matcher.group(2)), number(matcher.group(3)));
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    /// Whether a cluster of the other version can be brought to this one in a single upgrade: upwards, within the
    /// same minor or to the next one.
    public boolean canFollow(KubernetesVersion other) {
        return major == other.major && ((minor == other.minor && patch > other.patch) || minor == other.minor + 1);
    }

    @Override
    public int compareTo(KubernetesVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
