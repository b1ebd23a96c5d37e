package io.bergwerk.server.access;

import com.google.protobuf.Descriptors;
import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.Scope;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The rules of every method that a server offers. A server with a method that has none cannot make one of
/// these.
public final class MethodTable {
    /// Public by nature, without options of ours; neither audited nor listed as permissions.
    private static final Set<String> INFRASTRUCTURE = Set.of(
            "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

    private final SortedMap<String, MethodRule> byPath;

    private MethodTable(SortedMap<String, MethodRule> byPath) {
        this.byPath = byPath;
    }

    /// @param methods all that the server may offer
    /// @throws IllegalStateException naming the first method without a policy
    public static MethodTable ofMethods(Collection<Descriptors.MethodDescriptor> methods) {
        var rules = new TreeMap<String, MethodRule>();
        methods.forEach(method -> {
            var rule = MethodRule.of(MethodPolicy.of(method));
            rules.put(rule.path(), rule);
        });
        return new MethodTable(rules);
    }

    /// To be called with everything a server is about to offer, before it does.
    ///
    /// @throws IllegalStateException naming the first method that this table has no policy for
    public void requireAll(Collection<ServerServiceDefinition> services) {
        services.forEach(service -> service.getMethods().forEach(method -> require(method.getMethodDescriptor())));
    }

    public Optional<MethodRule> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /// In the order of their paths.
    public Collection<MethodRule> all() {
        return java.util.Collections.unmodifiableCollection(byPath.values());
    }

    /// @throws IllegalStateException naming the method if this table has no policy for it
    MethodRule require(MethodDescriptor<?, ?> method) {
        var path = "/" + method.getFullMethodName();
        var rule = byPath.get(path);
        if (rule != null) {
            return rule;
        }
        if (INFRASTRUCTURE.contains(String.valueOf(method.getServiceName()))) {
            return new MethodRule(path, Scope.PUBLIC, Set.of(), Set.of(), Set.of(), false, false);
        }
        throw new IllegalStateException(
                path + " has no policy (expected: a scope by roles or by visibility among its options)");
    }
}
