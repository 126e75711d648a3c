package io.tidemark.loader.dms;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is known of one task: its facts have a member for each part that is known, such as {@code target}. */
record Capture(String name, ObjectNode facts) {}
