-- Who did what: two traces for each audited call. Nothing changes a row; whole days go when their time has come.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE audit_trace (
    id          uuid        NOT NULL,
    phase       text        NOT NULL CONSTRAINT audit_trace_phase_known CHECK (phase IN ('REQUEST', 'RESPONSE')),
    at          timestamptz NOT NULL,
    user_login  text        NOT NULL, -- empty without a token
    tenant      text        NOT NULL, -- empty for public and administrators' methods; it may be gone by now
    project     text        NOT NULL, -- may be empty
    method      text        NOT NULL,
    source_ip   text        NOT NULL,
    body        text        NOT NULL, -- JSON without secrets; may be cut or empty
    result_code integer     CONSTRAINT audit_trace_result_of_responses CHECK ((result_code IS NOT NULL) = (phase = 'RESPONSE'))
) PARTITION BY RANGE (at);

CREATE INDEX audit_trace_of_tenant ON audit_trace (tenant, at);

CREATE INDEX audit_trace_by_time ON audit_trace (at);

CREATE INDEX audit_trace_by_id ON audit_trace (id);

CREATE INDEX audit_trace_text ON audit_trace USING gin (body gin_trgm_ops);
