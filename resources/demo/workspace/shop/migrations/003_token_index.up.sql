-- Verification links are looked up by their token.
CREATE UNIQUE INDEX users_token ON users (token);
