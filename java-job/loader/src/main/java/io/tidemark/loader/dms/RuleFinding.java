package io.tidemark.loader.dms;

/** What a rule found: in what, and which values. */
record RuleFinding(Rule rule, String subject, String found) {}
