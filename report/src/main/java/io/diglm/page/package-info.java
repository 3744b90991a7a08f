/** Reports as HTML pages: their sections, and what frames and writes them. */
@NullMarked
package io.diglm.page;

import org.jspecify.annotations.NullMarked;
