/** Feeds bytes of anybody to every reader. */
@NullMarked
package io.diglm.fuzz;

import org.jspecify.annotations.NullMarked;
