/** Training: table in, model file out. */
@NullMarked
package io.diglm.train;

import org.jspecify.annotations.NullMarked;
