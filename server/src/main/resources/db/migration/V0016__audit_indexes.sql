-- Whoever looks for somebody's or something's traces in a long time must not read everybody's. The tenant comes first:
-- how long an answer takes then tells nothing of other tenants.
CREATE INDEX audit_trace_of_user ON audit_trace (tenant, user_login, at);

CREATE INDEX audit_trace_of_project ON audit_trace (tenant, project, at) WHERE project <> '';

CREATE INDEX audit_trace_of_method ON audit_trace (tenant, method, at);

CREATE INDEX audit_trace_of_source ON audit_trace (tenant, source_ip, at);

-- Most calls succeed, and those are soon found by their time.
CREATE INDEX audit_trace_of_failure ON audit_trace (tenant, result_code, at) WHERE result_code <> 0;
