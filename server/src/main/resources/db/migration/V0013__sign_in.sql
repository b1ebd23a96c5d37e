-- Who vouches for a user, and what they call them. Never an e-mail address, which may pass to somebody else.
CREATE TABLE user_identity (
    issuer       text        NOT NULL, -- an address, so that a provider's name can be given to another one
    subject      text        NOT NULL CONSTRAINT user_identity_subject_length CHECK (length(subject) BETWEEN 1 AND 255),
    user_login   text        NOT NULL CONSTRAINT user_identity_user_fk REFERENCES tenant ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    signed_in_at timestamptz NOT NULL,
    CONSTRAINT user_identity_pk PRIMARY KEY (issuer, subject)
);

CREATE INDEX user_identity_of_user ON user_identity (user_login);

-- Sign-ins that a browser has begun at a provider; one that came back is gone from here.
CREATE TABLE sign_in_attempt (
    state_hash   bytea       CONSTRAINT sign_in_attempt_pk PRIMARY KEY,
    browser_hash bytea       NOT NULL, -- of the browser's cookie
    provider     text        NOT NULL,
    nonce        text        NOT NULL,
    verifier     text        NOT NULL, -- RFC 7636
    redirect     text        NOT NULL, -- empty for the console
    invite       text        NOT NULL, -- secret with which somebody unknown may come in; may be empty
    expires_at   timestamptz NOT NULL
);

CREATE INDEX sign_in_attempt_by_end ON sign_in_attempt (expires_at);
