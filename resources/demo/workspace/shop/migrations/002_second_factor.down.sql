DROP TABLE login_codes;
ALTER TABLE users DROP COLUMN second_factor;
