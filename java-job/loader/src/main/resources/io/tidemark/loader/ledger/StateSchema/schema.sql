create schema <state>
