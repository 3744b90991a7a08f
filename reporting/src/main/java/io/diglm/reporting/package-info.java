/** Makes the pages of {@code io.diglm.report} from fits and predictions. */
@NullMarked
package io.diglm.reporting;

import org.jspecify.annotations.NullMarked;
