CREATE TABLE users (
    name TEXT PRIMARY KEY,
    mail TEXT NOT NULL,
    salt TEXT NOT NULL,
    password TEXT NOT NULL,
    verified INTEGER NOT NULL DEFAULT 0,
    admin INTEGER NOT NULL DEFAULT 0,
    token TEXT
);
