ALTER TABLE users ADD COLUMN second_factor INTEGER NOT NULL DEFAULT 0;
CREATE TABLE login_codes (
    challenge TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES users (name),
    code TEXT NOT NULL,
    expires INTEGER NOT NULL
);
