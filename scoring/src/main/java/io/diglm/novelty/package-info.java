/** How unlike the training rows a row is: the scores, and what calibrates them. */
@NullMarked
package io.diglm.novelty;

import org.jspecify.annotations.NullMarked;
