DROP INDEX users_token;
