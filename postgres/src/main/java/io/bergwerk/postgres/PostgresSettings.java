package io.bergwerk.postgres;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The settings of a small, durable, quiet server on a host that mostly does other work.
final class PostgresSettings {
    private static final Map<String, String> BASE = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            // A socket's path may hold 107 bytes only, a data directory's more: TCP alone works everywhere.
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("max_connections", "64"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("work_mem", "4MB"),
            Map.entry("maintenance_work_mem", "32MB"),
            Map.entry("min_wal_size", "64MB"),
            Map.entry("max_wal_size", "256MB"),
            Map.entry("max_wal_senders", "2"),
            Map.entry("max_replication_slots", "2"),
            Map.entry("max_worker_processes", "2"),
            Map.entry("max_parallel_workers", "0"),
            Map.entry("max_logical_replication_workers", "0"),
            Map.entry("autovacuum_max_workers", "2"),
            Map.entry("autovacuum_naptime", "30s"),
            Map.entry("jit", "off"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("log_checkpoints", "off"),
            // A failing statement or row may hold a key or a token's hash; neither belongs in a log.
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_error_verbosity", "terse"));

    private PostgresSettings() {}

    /// All settings in a stable order, so that a running server's command line can be compared with ours.
    static SortedMap<String, String> of(PostgresConfig config, int major) {
        var settings = new TreeMap<>(BASE);
        if (major >= 18) {
            settings.put("io_method", "sync"); // no I/O worker processes; our data fits the page cache
        }
        settings.putAll(config.settings());
        return settings;
    }
}
