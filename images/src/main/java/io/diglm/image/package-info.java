/** Flows of images on libtorch, as training and prediction see them. */
@NullMarked
package io.diglm.image;

import org.jspecify.annotations.NullMarked;
