-- Whoever looks for somebody's or something's traces in a long time must not read everybody's. An owner gives the tenant
-- as well: how long an answer takes then tells nothing of other tenants.
CREATE INDEX audit_trace_of_user ON audit_trace (user_login, tenant, at);

CREATE INDEX audit_trace_of_project ON audit_trace (project, tenant, at) WHERE project <> '';

CREATE INDEX audit_trace_of_method ON audit_trace (method, tenant, at);

CREATE INDEX audit_trace_of_source ON audit_trace (source_ip, tenant, at);

-- Most calls succeed, and those are soon found by their time.
CREATE INDEX audit_trace_of_failure ON audit_trace (result_code, tenant, at) WHERE result_code <> 0;

-- Administrators give no tenant. Of these there are so many that PostgreSQL cannot know which are rare; methods and codes
-- are few.
CREATE INDEX audit_trace_of_user_anywhere ON audit_trace (user_login, at);

CREATE INDEX audit_trace_of_project_anywhere ON audit_trace (project, at) WHERE project <> '';

CREATE INDEX audit_trace_of_source_anywhere ON audit_trace (source_ip, at);
