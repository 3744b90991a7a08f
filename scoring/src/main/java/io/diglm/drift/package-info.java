/** How the rows of a stream or a table differ from those that a model was fitted on. */
@NullMarked
package io.diglm.drift;

import org.jspecify.annotations.NullMarked;
