/** Rows as JSON, JSON lines and CSV, in and out. */
@NullMarked
package io.diglm.server.rows;

import org.jspecify.annotations.NullMarked;
