package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import java.util.regex.Pattern;

/// A cluster's name, unique among its project's live clusters.
///
/// It becomes a label of the API server's DNS name and a part of certificate names, so it is lower case, and
/// holds neither `--` nor `-external`: the public command line takes kubeconfig names apart at these.
public record ClusterName(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9-]{0,10}[a-z0-9]");

    public ClusterName {
        if (!SHAPE.matcher(value).matches()) {
            throw ApiException.invalid("name", value, "2 to 12 of a-z, 0-9 and -, with no - at either end");
        }
        if (value.contains("--") || value.contains("-external")) {
            throw ApiException.invalid("name", value, "neither -- nor -external in it");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
