create schema if not exists <state>
