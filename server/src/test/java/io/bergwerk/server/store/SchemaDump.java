package io.bergwerk.server.store;

import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The schema as text, read from the catalog: what all migrations add up to, the same on every PostgreSQL we support.
final class SchemaDump {
    private SchemaDump() {}

    static String of(Handle handle) {
        var tables = handle.createQuery("""
                SELECT c.relname FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                    AND c.relname <> 'schema_history'
                ORDER BY c.relname
                """).mapTo(String.class).list();
        var text = tables.stream().map(table -> table(handle, table)).collect(Collectors.joining("\n"));
        return text + others(handle);
    }

    private static String table(Handle handle, String table) {
        var lines = columns(handle, table);
        var constraints = constraints(handle, table);
        var body = java.util.stream.Stream.concat(lines.stream(), constraints.stream())
                .collect(Collectors.joining(",\n    "));
        return "CREATE TABLE " + table + " (\n    " + body + "\n)" + options(handle, table) + ";\n"
                + indexes(handle, table);
    }

    private static List<String> columns(Handle handle, String table) {
        return handle.createQuery("""
                SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                    || CASE WHEN a.attidentity <> '' THEN ' GENERATED AS IDENTITY' ELSE '' END
                    || coalesce(CASE WHEN a.attgenerated <> '' THEN ' GENERATED AS ' ELSE ' DEFAULT ' END
                        || pg_get_expr(d.adbin, d.adrelid), '')
                FROM pg_attribute a
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                WHERE a.attrelid = to_regclass(quote_ident(:table)) AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY a.attnum
                """).bind("table", table).mapTo(String.class).list();
    }

    /// Without NOT NULL, which became a named constraint in PostgreSQL 18 only.
    private static List<String> constraints(Handle handle, String table) {
        return handle.createQuery("""
                SELECT 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid, true) FROM pg_constraint
                WHERE conrelid = to_regclass(quote_ident(:table)) AND contype IN ('p', 'u', 'f', 'c', 'x')
                ORDER BY position(contype::text IN 'pufcx'), conname
                """).bind("table", table).mapTo(String.class).list();
    }

    private static String options(Handle handle, String table) {
        return handle.createQuery("""
                SELECT coalesce(' WITH (' || array_to_string(reloptions, ', ') || ')', '') FROM pg_class
                WHERE oid = to_regclass(quote_ident(:table))
                """).bind("table", table).mapTo(String.class).one();
    }

    private static String indexes(Handle handle, String table) {
        return handle.createQuery("""
                SELECT replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON ') FROM pg_index i
                JOIN pg_class c ON c.oid = i.indexrelid
                WHERE i.indrelid = to_regclass(quote_ident(:table))
                    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
                ORDER BY c.relname
                """).bind("table", table).mapTo(String.class).list().stream()
                .map(index -> index + ";\n")
                .collect(Collectors.joining());
    }

    private static String others(Handle handle) {
        return handle.createQuery("""
                SELECT definition FROM (
                    SELECT 1 AS rank, relname AS name, 'CREATE VIEW ' || relname || ' AS' || chr(10)
                        || pg_get_viewdef(oid, true) AS definition
                    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
                    UNION ALL
                    SELECT 2, proname, rtrim(pg_get_functiondef(oid), chr(10)) || ';'
                    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT 3, tgname, pg_get_triggerdef(oid, true) || ';' FROM pg_trigger WHERE NOT tgisinternal
                ) AS objects
                ORDER BY rank, name
                """).mapTo(String.class).list().stream()
                .map(definition -> "\n" + definition + "\n")
                .collect(Collectors.joining());
    }
}
