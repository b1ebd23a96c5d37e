-- The way of a kubeconfig from the server that has the engine to the one that was asked. A row lives for seconds.
CREATE TABLE kubeconfig_request (
    kubeconfig uuid        NOT NULL,
    asker_key  bytea       NOT NULL, -- public key of the asker, made for this request alone
    deadline   timestamptz NOT NULL, -- by the database's clock, which both servers see
    sealed     bytea,                -- the answer, which the asker alone can open
    error_code text,                 -- or why there is none
    error      text,
    CONSTRAINT kubeconfig_request_pk PRIMARY KEY (kubeconfig),
    CONSTRAINT kubeconfig_request_fk FOREIGN KEY (kubeconfig) REFERENCES kubeconfig (id) ON DELETE CASCADE,
    CONSTRAINT kubeconfig_request_one_answer CHECK (sealed IS NULL OR error_code IS NULL),
    CONSTRAINT kubeconfig_request_bounded CHECK (length(asker_key) <= 200 AND length(sealed) <= 65536
        AND length(error) <= 1000)
);
