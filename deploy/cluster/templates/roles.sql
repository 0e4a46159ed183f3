-- Once, on the machine that has the database: psql --host 127.0.0.1 --username postgres --file roles.sql
CREATE ROLE terampil LOGIN CREATEROLE PASSWORD '${PASSWORD_OWNER}';
CREATE ROLE terampil_site LOGIN PASSWORD '${PASSWORD_SITE}';
CREATE ROLE "terampil-segel" LOGIN PASSWORD '${PASSWORD_SIGNER}';
CREATE DATABASE terampil OWNER terampil;
