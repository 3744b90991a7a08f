/** From what was fitted or predicted to the pages of {@code io.diglm.report}. */
@NullMarked
package io.diglm.reporting;

import org.jspecify.annotations.NullMarked;
