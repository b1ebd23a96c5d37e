-- What the engine has of each worker group, by its name: a group may have grown above its minimum.
ALTER TABLE cluster ADD COLUMN machines jsonb NOT NULL DEFAULT '{}';
