/** Families of p(y|z) on libtorch; knows nothing of flows. */
@NullMarked
package io.diglm.glm;

import org.jspecify.annotations.NullMarked;
