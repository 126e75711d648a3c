/** The stand-in of DMS against what is known of DMS. */
package io.tidemark.sandbox.dms;
