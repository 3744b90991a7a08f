/** The model on libtorch, whose autograd the gradients by hand are held to. */
@NullMarked
package io.diglm.oracle;

import org.jspecify.annotations.NullMarked;
